"""A receiver on this machine that answers by script: well, wrongly, late, endlessly or not at all."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django_personalize.core import outbound
from django_personalize.core.outbound import Answer

#: Key and certificate of receiver.example.com, made for these tests, valid for a hundred years and trusted by nobody.
CERTIFICATE = Path(__file__).with_name("certificate.pem")
HOST = "receiver.example.com"

#: script(handler) answers one request.
Script = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Received:
    """One request as it arrived; header names in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What arrived, and what the next requests are answered with (the last entry for all that follow)."""

    port: int = 0
    scripts: list[Script] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}/hook"

    def send(self, url: str, body: bytes, headers: Any) -> Answer:
        """`outbound.post` with the name looked up here."""
        return outbound.post(url, body, headers, resolve=lambda host, port: ["127.0.0.1"])


def answer(status: int, **headers: str) -> Script:
    """A plain answer."""

    def script(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "2")
        handler.end_headers()
        handler.wfile.write(b"ok")

    return script


def reset(handler: BaseHTTPRequestHandler) -> None:
    """The connection breaks off in the middle of nothing."""
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def gibberish(handler: BaseHTTPRequestHandler) -> None:
    """No HTTP at all."""
    handler.wfile.write(b"\x00\x01 no protocol at all\r\n\r\n")
    handler.close_connection = True


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """A header now and then, each within any time-out of a single read, until the other side hangs up."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    try:
        for number in range(2000):
            handler.wfile.write(f"X-Drip-{number % 90}: 1\r\n".encode())
            handler.wfile.flush()
            time.sleep(0.02)  # the script of the other side, not a wait of the test
    except OSError:
        handler.close_connection = True


def huge(handler: BaseHTTPRequestHandler) -> None:
    """A body that never ends."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x" * 65536)
    except OSError:
        handler.close_connection = True


@contextmanager
def listening() -> Iterator[Receiver]:
    """A receiver with TLS on a free port of 127.0.0.1."""
    receiver = Receiver(scripts=[answer(204)])

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.received.append(Received(self.path, headers, self.rfile.read(length)))
            script = receiver.scripts.pop(0) if len(receiver.scripts) > 1 else receiver.scripts[0]
            script(self)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # that connections break off is the point

    server = Server(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
