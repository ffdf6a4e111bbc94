"""The socket on which the service listens."""

import asyncio
import socket

from service.serve import listening_socket
from service.settings import Settings
from tests.ports import free_port


async def test_answers_are_sent_without_delay() -> None:
    listener = listening_socket(Settings(port=free_port()))
    without_delay: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted: socket.socket = writer.get_extra_info("socket")
        without_delay.set_result(bool(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(answer, sock=listener):
        _, client = await asyncio.open_connection(*listener.getsockname())
        is_without_delay = await without_delay
        client.close()
        await client.wait_closed()

    assert is_without_delay
