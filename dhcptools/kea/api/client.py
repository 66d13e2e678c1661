"""A server of Kea that answers commands, whatever way they take."""

from __future__ import annotations

import json
from typing import Final, Self

from dhcptools.kea.api.answer import Answer, ApiError, decode, judge, unpack
from dhcptools.kea.api.endpoint import ANONYMOUS, Credentials, Endpoint
from dhcptools.kea.api.secrets import without
from dhcptools.kea.api.transport import MAX_OCTETS, transport

TIMEOUT_S: Final = 10.0


class Client:
    """An endpoint to ask, a context manager.

    ``service`` is whom a Control Agent shall ask; empty for a server itself.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        credentials: Credentials = ANONYMOUS,
        *,
        service: str = "",
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self.endpoint = endpoint
        self.service = service
        self._password = credentials.password
        self._transport = transport(endpoint, credentials, timeout_s)

    @property
    def name(self) -> str:
        """What messages call it."""
        return f"{self.service} at {self.endpoint}" if self.service else str(self.endpoint)

    def ask(self, command: str, arguments: object = None, most: int = MAX_OCTETS) -> Answer:
        """The answer to a command, whatever its result is. ApiError when there is none."""
        request: dict[str, object] = {"command": command}
        if self.service:
            request["service"] = [self.service]
        if arguments is not None:
            request["arguments"] = arguments
        status, octets = self._transport.exchange(json.dumps(request).encode(), most)
        if status in {401, 403}:
            return Answer(status, self._refusal(octets))
        answer = unpack(self._decoded(status, octets), self.name)
        return Answer(answer.result, without(answer.text, self._password), answer.arguments)

    def demand(self, command: str, arguments: object = None, most: int = MAX_OCTETS) -> Answer:
        """The answer to a command when it is a success, perhaps an empty one; ApiError otherwise."""
        return judge(self.ask(command, arguments, most), command, self.name)

    def commands(self) -> frozenset[str]:
        """The commands that the server has."""
        found = self.demand("list-commands").arguments
        return frozenset(name for name in found if isinstance(name, str)) if isinstance(found, list) else frozenset()

    def _decoded(self, status: int, octets: bytearray) -> object:
        try:
            return decode(octets, self.name)
        except ApiError:
            if status == 200:
                raise
        fix = "is it an HTTP socket of Kea, and the path of the URL right?"
        raise ApiError(f"{self.name} refused the request", f"HTTP status {status}", fix)

    def _refusal(self, octets: bytearray) -> str:
        """The text of a refusal; servers before Kea's may write anything."""
        try:
            return without(unpack(decode(octets, self.name), self.name).text, self._password)
        except ApiError:
            return ""

    def close(self) -> None:
        """Let go of the connection."""
        self._transport.close()

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the connection."""
        self.close()
