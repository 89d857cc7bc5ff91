#!/usr/bin/env -S python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""A Vue page on Vite's development server: 304s, a WebSocket, three connections whose closes interleave.

Chromium has the page in its cache already. After five idle seconds the server closes what is not the WebSocket;
Chromium leaves these connections half-closed until the page is loaded again, some seconds later.
"""

import time

from lab import Lab, Loopback, npm

# Of the time of the report, which has VITE v4.4.1 on the screen.
PACKAGES = npm.install("vite@4.4.1", "vue@3.3.4", "@vitejs/plugin-vue@4.2.3")
SERVER_IS_IDLE_FOR, BROWSER_IS_LATE_BY = 6, 3

FILES = {
    "package.json": b"""{ "name": "my-page", "private": true, "type": "module" }\n""",
    "vite.config.js": b"""import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'
export default defineConfig({ plugins: [vue()] })
""",
    "index.html": b"""<!DOCTYPE html>
<html lang="en">
  <head><meta charset="UTF-8"><link rel="icon" href="/favicon.ico"><title>My page</title></head>
  <body><div id="app"></div><script type="module" src="/src/main.js"></script></body>
</html>
""",
    "src/main.js": b"""import { createApp } from 'vue'
import App from './App.vue'
createApp(App).mount('#app')
""",
    "src/App.vue": b"""<script setup>
import { ref } from 'vue'
const visits = ref(0)
</script>

<template>
  <h1>My page</h1>
  <p>Major: information security</p>
  <button @click="visits++">{{ visits }} visits</button>
</template>
""",
    "public/favicon.ico": bytes(318),
}

with Lab(Loopback(), port=5173) as lab:
    lab.npm_project(PACKAGES, FILES)
    lab.npm_program("vite", "--host", lab.link.address)
    with lab.browser() as browser:
        browser.open(lab.url())
        time.sleep(3)
    lab.states.disregard()
    lab.capture(device="lo", rule="tcp port 5173")
    with lab.browser() as browser:
        browser.open(lab.url())
        lab.sample()
        time.sleep(SERVER_IS_IDLE_FOR)
        lab.sample()
        time.sleep(BROWSER_IS_LATE_BY)
        browser.reload()
        lab.sample()
    lab.sample()
