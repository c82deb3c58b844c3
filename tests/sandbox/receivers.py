"""A receiver of webhooks on this machine, which says what it is told to say and remembers what it heard."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit


class Receiver(ThreadingHTTPServer):
    """`statuses` are the answers to the next notifications, then 200; `shakes`: whether it answers the handshake.

    `heard` are the contents of notifications, `envelopes` their addresses and headers.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.shakes, self.statuses, self.heard, self.handshakes = True, [], [], 0
        self.envelopes = []
        Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hook"

    def wait(self, count=1, seconds=5):
        """The notifications, once there are as many as expected."""
        until = time.monotonic() + seconds
        while len(self.heard) < count and time.monotonic() < until:
            time.sleep(0.01)
        return self.heard


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        token = parse_qs(urlsplit(self.path).query).get("validationToken")
        if token:
            self.server.handshakes += 1
            self._answer(200, token[0] if self.server.shakes else "no")
            return
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        self.server.envelopes.append((self.path, dict(self.headers)))
        self.server.heard.append(json.loads(content))
        self._answer(status, "")

    def _answer(self, status, text):
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_args):
        pass
