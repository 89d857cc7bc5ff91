# SPDX-License-Identifier: GPL-2.0-or-later
"""Real HTTP servers and clients."""

import pathlib
import shutil
import subprocess
import time

from . import browser, names_server
from .sandbox import replace_file

_NGINX = """
daemon off; master_process off; user root; worker_processes 1;
pid {scratch}/nginx.pid; error_log /dev/null crit;
events {{ worker_connections 64; }}
http {{
    access_log off; server_tokens off; keepalive_timeout {idle}s; default_type text/plain; output_buffers 1 1m;
    types {{ text/html html; text/css css; text/javascript js; image/png png; }}
    client_body_temp_path {scratch}/t1; proxy_temp_path {scratch}/t2; fastcgi_temp_path {scratch}/t3;
    uwsgi_temp_path {scratch}/t4; scgi_temp_path {scratch}/t5;
    server {{ listen 80; listen [::]:80; {listen} root {root}; {more} }}
}}
"""

_APACHE = """
ServerRoot {scratch}
ServerName www.example.org
ServerTokens Prod
PidFile {scratch}/apache.pid
Mutex file:{scratch}
ErrorLog /dev/null
User nobody
Group nogroup
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
StartServers 1
DocumentRoot {root}
KeepAlive On
KeepAliveTimeout {idle}
{more}
"""
_APACHE_MODULE = "LoadModule {0}_module /usr/lib/apache2/modules/mod_{0}.so"

_NGINX_TLS = """
        listen 443 ssl http2; ssl_protocols TLSv1.2 TLSv1.3;
        ssl_certificate {certificate}; ssl_certificate_key {key};
"""

_PROJECT = pathlib.Path("/srv")


class Servers:
    """The part of the lab that runs programs; needs `server`, `client`, `scratch` and `address`."""

    _programs = ()

    def write_site(self, files):
        """A document root that every server's user can read."""
        root = self.scratch / "site"
        root.mkdir(exist_ok=True)
        for name, content in files.items():
            (root / name).write_bytes(content)
        self.scratch.chmod(0o755)
        return root

    def nginx(self, files, more="", idle=75, tls=False):
        """`more` are further directives of the server; with `tls` it listens on port 443 too."""
        config = self.scratch / "nginx.conf"
        listen = _NGINX_TLS.format(**self.certify()) if tls else ""
        config.write_text(_NGINX.format(scratch=self.scratch, root=self.write_site(files), idle=idle,
                                        listen=listen, more=more))
        return self._serve("nginx", "-c", config)

    def apache(self, files, more="", idle=5, modules=(), ports=(80,)):
        config = self.scratch / "apache.conf"
        more = "\n".join([*(f"Listen {port}" for port in ports), *map(_APACHE_MODULE.format, modules), more])
        config.write_text(_APACHE.format(scratch=self.scratch, root=self.write_site(files), idle=idle, more=more))
        return self._serve("apache2", "-f", config, "-DFOREGROUND", port=ports[-1])

    def node(self, script):
        """A script for Node.js that listens on port 80."""
        path = self.scratch / "server.js"
        path.write_text(script)
        return self._serve("node", path)

    def npm_project(self, packages, files):
        """A folder with these files and what npm.install has brought; no name in it is the machine's own."""
        subprocess.run(["mount", "-t", "tmpfs", "project", _PROJECT], check=True)
        for name, content in files.items():
            path = _PROJECT / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        shutil.copytree(packages / "node_modules", _PROJECT / "node_modules", symlinks=True)
        return _PROJECT

    def npm_program(self, name, *words):
        """A program that one of the packages of the project brings, and that serves the lab's port."""
        return self._serve("sh", "-c", 'cd "$0" && exec "node_modules/.bin/$@"', _PROJECT, name, *words,
                           port=self.port)

    def certify(self, name="www.example.org"):
        """A self-signed certificate and its key."""
        paths = {"certificate": self.scratch / "certificate.pem", "key": self.scratch / "key.pem"}
        self.server.run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                        "-nodes", "-days", "3650", "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}",
                        "-keyout", paths["key"], "-out", paths["certificate"])
        return paths

    def python_http_server(self, files, port=None):
        port = port or self.port
        return self._serve("python3", "-m", "http.server", port, "--bind", self.link.address,
                           "--directory", self.write_site(files), port=port)

    def python(self, script):
        """A script for Python that listens on port 80."""
        path = self.scratch / "server.py"
        path.write_text(script)
        return self._serve("python3", path)

    def _serve(self, *words, port=80):
        process = self.server.spawn(*words)
        self._programs = (*self._programs, process)
        for _ in range(100):
            if any(state == "LISTEN" and local.endswith(f":{port}")
                   for state, local, _ in self.server.tcp_states()):
                return process
            if process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError(f"{words[0]} does not serve")

    def stop_servers(self):
        for process in self._programs:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def url(self, path="", ipv6=False):
        host, port = self.address(ipv6)
        host = f"[{host}]" if ipv6 else host
        return f"http://{host}/{path}" if port == 80 else f"http://{host}:{port}/{path}"

    def file(self, name, content):
        """A file for a client to send, or to find as it was left."""
        path = self.scratch / name
        path.write_bytes(content)
        return path

    def curl(self, *words, ends=0):
        self.client.run("curl", "-sS", "-o", "/dev/null", *words, ends=ends)

    def curl_with_keys(self, *words):
        """curl over TLS; its keys go into the capture."""
        self.secrets = self.scratch / "keys.log"
        self.client.run("env", f"SSLKEYLOGFILE={self.secrets}", "curl", "-sS", "-o", "/dev/null",
                        "--cacert", self.scratch / "certificate.pem", *words)

    def resolve(self, *names):
        """A DNS server on the server's host knows these names; the recipe's programs ask it."""
        names_server.start(self.server, self.link.address, names)
        replace_file("/etc/resolv.conf", self.scratch / "resolv.conf", f"nameserver {self.link.address}\n")
        replace_file("/etc/nsswitch.conf", self.scratch / "nsswitch.conf", "hosts: files dns\n")
        replace_file("/etc/hosts", self.scratch / "hosts", "127.0.0.1 localhost\n")

    def know(self, *names):
        """The recipe's programs have the server's address for these names in /etc/hosts."""
        replace_file("/etc/hosts", self.scratch / "hosts", f"{self.link.address} {' '.join(names)}\n")

    def chromium(self, url):
        """Chromium loads one page and ends."""
        self.client.spawn(*browser.words(self._profile(), "--dump-dom", url)).wait(60)

    def browser(self, *flags):
        """Chromium to be driven; the next one finds what the one before has in its cache."""
        return browser.Browser(self.client, self._profile(), *flags)

    def _profile(self):
        profile = self.scratch / "chromium"
        profile.mkdir(exist_ok=True)
        return profile


def request(method, target, *fields, body=b""):
    """An HTTP/1.1 request, as a client that is no program of its own sends it."""
    length = [f"Content-Length: {len(body)}"] if body else []
    lines = [f"{method} {target} HTTP/1.1", "Host: www.example.org", *fields, *length, "", ""]
    return "\r\n".join(lines).encode() + body


def text(size):
    """Readable content of a given size, the same every time."""
    line = b"All work on this line is repeated until the page is full.\n"
    return (line * (size // len(line) + 1))[:size]

