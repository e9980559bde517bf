"""A network of its own for one server of the sandbox, gone with the last process that is in it.

`network.py enter 127.0.0.2:2201 leave 127.0.0.1:5000` makes it and stays. What is said to `enter` leads
from that address of the machine to the same port of 127.0.0.1 in there; what is said to `leave`, from
that address in there to the same one of the machine. Others come in with nsenter(1), by this process's
id. Stopped with SIGSTOP, it is a network that swallows everything.
"""

import asyncio
import ctypes
import fcntl
import os
import socket
import struct
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

CLONE_NEWNET = 0x40000000
SIOCSIFFLAGS = 0x8914
IFF_UP = 1
LOOPBACK = "127.0.0.1"

Open = Callable[[int], Awaitable[socket.socket]]


async def main(words: list[str]) -> None:
    kinds = list(zip(words[::2], map(address_of, words[1::2]), strict=True))
    # A thread stays in the network that it was started in.
    outside = ThreadPoolExecutor(1)
    outside.submit(os.getpid).result()
    entries = [bound(address) for kind, address in kinds if kind == "enter"]
    enter_own_network()
    exits = [bound(address) for kind, address in kinds if kind == "leave"]

    async def inwards(port: int) -> socket.socket:
        return await connected(socket.socket(), port)

    async def outwards(port: int) -> socket.socket:
        loop = asyncio.get_running_loop()
        return await connected(await loop.run_in_executor(outside, socket.socket), port)

    # Entries last: whoever is let in finds everything.
    ways = [(listener, outwards) for listener in exits]
    ways += [(listener, inwards) for listener in entries]
    servers = [await asyncio.start_server(relay(way), sock=listener) for listener, way in ways]
    await asyncio.gather(*(server.serve_forever() for server in servers))


def address_of(text: str) -> tuple[str, int]:
    host, port = text.rsplit(":", 1)
    return host, int(port)


def bound(address: tuple[str, int]) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(address)
    return listener


def enter_own_network() -> None:
    """Moves this thread into a new network whose loopback is up."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"no network of its own: {os.strerror(error)}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as anything:
        fcntl.ioctl(anything, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP))


async def connected(end: socket.socket, port: int) -> socket.socket:
    end.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(end, (LOOPBACK, port))
    except OSError:
        end.close()
        raise
    return end


def relay(
    way: Open,
) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    async def both(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port: int = writer.get_extra_info("sockname")[1]
        try:
            end = await way(port)
        except OSError:
            # Nobody listens there.
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(sock=end)
        await asyncio.gather(copy(reader, far_writer), copy(far_reader, writer))
        writer.close()
        far_writer.close()

    return both


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        writer.transport.abort()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
