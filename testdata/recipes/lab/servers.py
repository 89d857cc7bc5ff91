# SPDX-License-Identifier: GPL-2.0-or-later
"""Real HTTP servers and clients."""

import subprocess
import time

_NGINX = """
daemon off; master_process off; user root; worker_processes 1;
pid {scratch}/nginx.pid; error_log /dev/null crit;
events {{ worker_connections 64; }}
http {{
    access_log off; server_tokens off; keepalive_timeout {idle}s; default_type text/plain; output_buffers 1 1m;
    types {{ text/html html; text/css css; text/javascript js; image/png png; }}
    client_body_temp_path {scratch}/t1; proxy_temp_path {scratch}/t2; fastcgi_temp_path {scratch}/t3;
    uwsgi_temp_path {scratch}/t4; scgi_temp_path {scratch}/t5;
    server {{ listen 80; listen [::]:80; root {root}; }}
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
Listen 80
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
StartServers 1
DocumentRoot {root}
KeepAlive On
KeepAliveTimeout {idle}
"""


class Servers:
    """The part of the lab that runs programs; needs `server`, `client`, `scratch` and `address`."""

    _programs = ()

    def write_site(self, files):
        """A document root that every server's user can read."""
        root = self.scratch / "site"
        root.mkdir()
        for name, content in files.items():
            (root / name).write_bytes(content)
        self.scratch.chmod(0o755)
        return root

    def nginx(self, files, idle=75):
        config = self.scratch / "nginx.conf"
        config.write_text(_NGINX.format(scratch=self.scratch, root=self.write_site(files), idle=idle))
        self._serve("nginx", "-c", config)

    def apache(self, files, idle=5):
        config = self.scratch / "apache.conf"
        config.write_text(_APACHE.format(scratch=self.scratch, root=self.write_site(files), idle=idle))
        self._serve("apache2", "-f", config, "-DFOREGROUND")

    def python_http_server(self, files):
        self._serve("python3", "-m", "http.server", "80", "--bind", self.link.address,
                    "--directory", self.write_site(files))

    def _serve(self, *words):
        process = self.server.spawn(*words)
        self._programs = (*self._programs, process)
        for _ in range(100):
            if any(state == "LISTEN" and local.endswith(":80")
                   for state, local, _ in self.server.tcp_states()):
                return
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
        host, _ = self.address(ipv6)
        return f"http://[{host}]/{path}" if ipv6 else f"http://{host}/{path}"

    def curl(self, *words):
        self.client.run("curl", "-sS", "-o", "/dev/null", *words)

    def chromium(self, url):
        profile = self.scratch / "chromium"
        profile.mkdir()
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-sync",
                 "--disable-dev-shm-usage", f"--user-data-dir={profile}"]
        self.client.spawn("env", f"HOME={profile}", "chromium", *flags, "--dump-dom", url).wait(60)


def text(size):
    """Readable content of a given size, the same every time."""
    line = b"All work on this line is repeated until the page is full.\n"
    return (line * (size // len(line) + 1))[:size]

