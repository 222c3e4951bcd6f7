"""What DeviceCheck keeps: two bits a device for one team, and tokens that stand for devices."""

import base64
import datetime
import secrets
import time
from dataclasses import dataclass

TOKEN_BYTES = 256
MAX_DEVICES = 100_000
# Apple: treat a token as single-use, though it stays valid long enough to retry a request.
TOKEN_LIFE_S = 600.0


class BadToken(Exception):
    """Unknown, malformed, of the other environment, used up or too old: Apple does not say."""


@dataclass
class Bits:
    bit0: bool
    bit1: bool
    updated: str


@dataclass
class Token:
    """uses_left: how many calls it is good for; None is as many as fit into its life."""

    device: str
    environment: str
    uses_left: int | None
    until: float


class Devices:
    """Bits by environment and device: production and development know nothing of each other."""

    def __init__(self) -> None:
        self._bits: dict[tuple[str, str], Bits] = {}
        self._tokens: dict[str, Token] = {}

    def mint(
        self,
        device: str,
        environment: str = "production",
        uses: int | None = None,
        life_s: float = TOKEN_LIFE_S,
    ) -> str:
        """As DCDevice.generateToken on that device: base64, another one each time."""
        if len(self._tokens) >= MAX_DEVICES:
            raise ValueError(f"there are {MAX_DEVICES} tokens already")
        text = base64.b64encode(secrets.token_bytes(TOKEN_BYTES)).decode()
        self._tokens[text] = Token(device, environment, uses, time.monotonic() + life_s)
        return text

    def use(self, text: str, environment: str) -> str:
        """The device that a token stands for. Raises BadToken."""
        token = self._tokens.get(text)
        if token is None or token.environment != environment or time.monotonic() > token.until:
            raise BadToken
        if token.uses_left is not None:
            if token.uses_left <= 0:
                raise BadToken
            token.uses_left -= 1
        return token.device

    def bits(self, device: str, environment: str) -> Bits | None:
        """None for a device whose bits were never set."""
        return self._bits.get((environment, device))

    def set_bits(self, device: str, environment: str, bit0: bool, bit1: bool) -> None:
        month = datetime.datetime.now(datetime.UTC).strftime("%Y-%m")
        self._bits[environment, device] = Bits(bit0, bit1, month)
