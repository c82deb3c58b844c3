"""The HTTP server under the sandbox: one thread per connection, connections kept alive, answers sent at once.

Werkzeug's own development server closes every connection after one answer; this one reuses its request parsing and
keeps the connection, as the real services do. What is answered is the application's business.
"""

from __future__ import annotations

import io
import socket
import socketserver
import sqlite3
import ssl
import sys
from collections.abc import Callable, Iterable
from http.server import ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from werkzeug.serving import WSGIRequestHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class Handler(WSGIRequestHandler):
    """One connection and the requests that come over it."""

    server: Server  # type: ignore[assignment]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 300

    def run_wsgi(self) -> None:
        """Answer one request; the whole body is read first, so that the next request starts where it should."""
        environ = self.make_environ()
        try:
            environ["wsgi.input"] = io.BytesIO(self._body(environ))
            self._answer(self.server.app(environ, self._start))
        except (ConnectionError, TimeoutError, OSError):
            self.close_connection = True

    def log(self, type: str, message: str, *args: object) -> None:
        """Silent; requests are in the request log."""

    def _body(self, environ: dict[str, Any]) -> bytes:
        stream = environ["wsgi.input"]
        if environ.get("wsgi.input_terminated"):
            return bytes(stream.read())
        length = environ.get("CONTENT_LENGTH") or "0"
        return bytes(stream.read(int(length))) if length.isdecimal() else b""

    def _start(self, status: str, headers: list[tuple[str, str]], error: object = None) -> Callable[[bytes], object]:
        del error
        self._head = (status, headers)
        return self.wfile.write

    def _answer(self, pieces: Iterable[bytes]) -> None:
        """The head goes out with the first piece in one packet."""
        status, headers = self._head
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
        if not any(name == "Date" for name, _ in headers):
            lines.append(f"Date: {self.date_time_string()}")
        waiting = "\r\n".join((*lines, "", "")).encode("latin-1", "replace")
        for piece in pieces:
            self.wfile.write(waiting + (b"" if self.command == "HEAD" else piece))
            waiting = b""
        if waiting:
            self.wfile.write(waiting)


class Server(ThreadingHTTPServer):
    """Listens on a port and remembers its connections, so that stopping ends them too."""

    daemon_threads = True
    request_queue_size = 128
    multithread = True
    multiprocess = False

    def __init__(self, host: str, port: int, app: WSGIApplication, tls: ssl.SSLContext | None = None) -> None:
        self.app = app
        self.ssl_context = tls
        self._connections: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__((host, port), Handler)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def server_bind(self) -> None:
        """Bind without asking a name server for our own name."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember a connection and serve it in a thread of its own."""
        with self._lock:
            self._connections.add(request)
        Thread(target=self.process_request_thread, args=(request, client_address), daemon=True).start()

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection."""
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke, or outlived the rows, is not news; anything else is shown."""
        if not isinstance(sys.exc_info()[1], (OSError, ValueError, sqlite3.ProgrammingError)):
            super().handle_error(request, client_address)

    def end(self) -> None:
        """Stop listening and hang up on everyone."""
        self.shutdown()
        self.server_close()
        with self._lock:
            for connection in self._connections:
                _hang_up(connection)


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
