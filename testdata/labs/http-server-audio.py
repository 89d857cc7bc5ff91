#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Chromium loads a page with a logo and an audio file from npm's http-server, on loopback.

A loopback segment holds up to 65495 octets. The audio is asked for with Range and comes as 206, on a second
connection: the server has been made so slow that the logo is still on its way. Last comes the icon of the page's
tab. As on Windows there are no timestamps, and a window of two megabytes.
"""

import io
import os
import random
import signal
import threading
import time
import wave

from lab import Lab, Loopback, npm, picture

PACKAGES = npm.install("http-server@14.1.1")
PAGE = """<!DOCTYPE html>
<html lang="en">

<head>
    <meta charset="UTF-8">
    <meta name="viewport" content="width=device-width, initial-scale=1.0">
    <title>个人介绍</title>
    <link rel="icon" href="icon2.png" type="image/png">
</head>

<body>
    <h1>我的个人介绍</h1>
    <p>专业：计算机网络</p>
    <img src="icon.png" alt="我的LOGO" width="300">
    <audio controls>
        <source src="intro.wav" type="audio/wav">
        你的浏览器不支持音频标签。
    </audio>
</body>

</html>
""".encode()
AS_ON_WINDOWS = {"net.ipv4.tcp_timestamps": "0", "net.ipv4.tcp_rmem": "4096 4194304 6291456"}
SERVER_IS_IDLE_FOR = 6
pick = random.Random(2)


def hold(lab, server):
    """The server stops once it has sent the page, until the browser has asked for both files."""
    for sign, what in ((b"</html>", signal.SIGSTOP), (b"GET /intro.wav", signal.SIGCONT)):
        while sign not in lab.out.read_bytes():
            time.sleep(0.002)
        os.kill(server.pid, what)


def audio(seconds, rate=8000):
    """Noise, in 16 bits."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(pick.randbytes(2 * rate * seconds))
    return out.getvalue()


with Lab(Loopback(), port=8080) as lab:
    lab.client.sysctl(AS_ON_WINDOWS)
    lab.npm_project(PACKAGES, {"site/index.html": PAGE, "site/intro.wav": audio(seconds=40),
                               "site/icon.png": picture.noise(148, pick), "site/icon2.png": picture.noise(32, pick)})
    server = lab.npm_program("http-server", "site", "-a", lab.link.address, "-p", lab.port)
    lab.capture(device="lo", rule="tcp port 8080")
    with lab.browser() as browser:
        threading.Thread(target=hold, args=(lab, server)).start()
        browser.open(lab.url())
        lab.sample()
        time.sleep(SERVER_IS_IDLE_FOR)
        lab.sample()
    lab.sample()
