# SPDX-License-Identifier: GPL-2.0-or-later
"""Chromium as a person uses it: opens pages one after the other, loads them again, and ends.

It is driven through the DevTools protocol over two pipes, so that nothing but the pages is on the network.
"""

import json
import subprocess

_PATIENCE = 60
_NOWHERE = ", ".join(f"MAP *.{domain} ~NOTFOUND" for domain in ("google.com", "googleapis.com", "duckduckgo.com"))
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
          "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
          f"--host-resolver-rules={_NOWHERE}"]
# Chromium reads commands from descriptor 3 and answers on 4.
_PIPES = ["sh", "-c", 'exec "$@" 3<&0 4>&1 </dev/null >/dev/null', "sh"]


def words(profile, *more):
    """The command that starts Chromium with an empty profile in this folder."""
    return ["env", f"HOME={profile}", "chromium", "--headless", *_FLAGS, f"--user-data-dir={profile}", *more]


class Browser:
    """`with Browser(host, profile) as browser:`; leaving it closes the browser and what connections it has."""

    def __init__(self, host, profile, *flags):
        command = [*_PIPES, *words(profile, "--remote-debugging-pipe", *flags)]
        self._process = host.spawn(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._number = 0
        self._events = []
        self._session = None
        page = next(target for target in self._ask("Target.getTargets")["targetInfos"] if target["type"] == "page")
        self._session = self._ask("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        self._ask("Page.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._session = None
        self._ask("Browser.close")
        self._process.wait(_PATIENCE)

    def open(self, url):
        """Returns when the page and what belongs to it has been loaded."""
        self._loading("Page.navigate", url=url)

    def reload(self):
        self._loading("Page.reload")

    def evaluate(self, script):
        """The value of an expression in the page, or of its promise."""
        answer = self._ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def _loading(self, method, **parameters):
        self._events.clear()
        self._ask(method, **parameters)
        while not any(event["method"] == "Page.loadEventFired" for event in self._events):
            self._events.append(self._read())

    def _ask(self, method, **parameters):
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._process.stdin.write(json.dumps(message).encode() + b"\0")
        self._process.stdin.flush()
        while (answer := self._read()).get("id") != self._number:
            self._events.append(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _read(self):
        message = bytearray()
        while (octet := self._process.stdout.read(1)) != b"\0":
            if not octet:
                raise RuntimeError("Chromium ended")
            message += octet
        return json.loads(message)
