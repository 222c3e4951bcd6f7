"""No row leads the worker into its own network."""

import pytest
from functions_py.addresses import is_public

from workers.sinks.addresses import check_url
from workers.sinks.sink import DeliveryFailed


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001::1"),
        *("fec0::1", "::127.0.0.1", "::10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b:1::a00:1"),
        *("192.88.99.1", "3fff::1", "5f00::1", "4000::1", "::5efe:10.0.0.1", "100::1"),
    ],
)
def test_addresses_within_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *("https://example.com/hook", "https://example.com:8443/", "https://1.1.1.1/"),
        *("http://localhost:3000/", "https://[2606:4700:4700::1111]/"),
    ],
)
def test_a_safe_address_is_taken(url: str) -> None:
    assert str(check_url(url, allow_private=False)) == url


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.com/", "https://user:pw@example.com/", "ftp://example.com/", "https://"),
        *("nonsense", "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest"),
        *("http://127.0.0.1/", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/"),
    ],
)
def test_an_unsafe_address_is_not_asked(url: str) -> None:
    with pytest.raises(DeliveryFailed):
        check_url(url, allow_private=False)


def test_this_machine_may_be_allowed(url: str = "http://127.0.0.1:3000/hook") -> None:
    assert str(check_url(url, allow_private=True)) == url
    with pytest.raises(DeliveryFailed):
        check_url("http://10.0.0.1/", allow_private=True)
