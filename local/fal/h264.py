"""The smallest H.264 there is: pictures of macroblocks that are not compressed (I_PCM).

Source: ITU-T H.264, 7.3: baseline profile, every picture by itself.
"""

# Macroblocks a side: 64 by 64 pixels.
SIDE = 4
PIXELS = SIDE * 16


class _Bits:
    def __init__(self) -> None:
        self.text = ""

    def fixed(self, value: int, width: int) -> "_Bits":
        self.text += f"{value:0{width}b}"
        return self

    def golomb(self, *values: int) -> "_Bits":
        """ue(v), 9.1; se(0) is the same."""
        for value in values:
            figure = f"{value + 1:b}"
            self.text += "0" * (len(figure) - 1) + figure
        return self

    def aligned(self) -> bytes:
        """Filled up with zeros."""
        self.text += "0" * (-len(self.text) % 8)
        return int(self.text, 2).to_bytes(len(self.text) // 8, "big")

    def ended(self) -> bytes:
        """With the trailing bits of 7.3.2.11."""
        self.text += "1"
        return self.aligned()


def sequence_parameters() -> bytes:
    """Profile 66, level 1; order of output is order of decoding."""
    bits = _Bits().fixed(66, 8).fixed(0xC0, 8).fixed(10, 8)
    bits.golomb(0, 0, 2, 1).fixed(0, 1).golomb(SIDE - 1, SIDE - 1)
    # Frames only, direct inference; no cropping, no usability information.
    bits.fixed(0b11, 2).fixed(0b00, 2)
    return b"\x67" + _escaped(bits.ended())


def picture_parameters() -> bytes:
    bits = _Bits().golomb(0, 0).fixed(0b00, 2).golomb(0, 0, 0).fixed(0b000, 3)
    # Three quantisers, none of which matters; then: the slice says whether edges are filtered.
    bits.golomb(0, 0, 0).fixed(0b100, 3)
    return b"\x68" + _escaped(bits.ended())


def picture(number: int, luma: int, blue: int, red: int) -> bytes:
    """One colour, each component 16 to 235; two pictures in a row differ in their number."""
    head = _Bits().golomb(0, 7, 0).fixed(0, 4).golomb(number % 2).fixed(0b00, 2).golomb(0, 1)
    samples = bytes([luma]) * 256 + bytes([blue]) * 64 + bytes([red]) * 64
    # The first macroblock's type follows the head within its byte; the others begin at one.
    data = head.golomb(25).aligned() + samples
    data += (_Bits().golomb(25).aligned() + samples) * (SIDE * SIDE - 1)
    return b"\x65" + _escaped(data + b"\x80")


def _escaped(data: bytes) -> bytes:
    """Nothing within looks like the start of a unit (7.4.1)."""
    out = bytearray()
    zeros = 0
    for byte in data:
        if zeros >= 2 and byte <= 3:
            out.append(3)
            zeros = 0
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(out)
