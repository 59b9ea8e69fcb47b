"""Hosts of their own on this machine: network namespaces that a bridge joins, as root on Linux."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

_NET, _BRIDGE, _HERE = "10.77.0", "pns-bridge", "pns-here"


@dataclass(frozen=True)
class Host:
    """A namespace with an address; what is started behind `enter` sees no other network."""

    name: str
    address: str

    @property
    def enter(self) -> list[str]:
        """The words that start a command there."""
        return ["ip", "netns", "exec", self.name]

    def cut_off(self) -> None:
        """Pull its cable."""
        _ip("-n", self.name, "link", "set", "eth0", "down")


def can_have_hosts() -> bool:
    """Say whether namespaces can be made here."""
    return os.geteuid() == 0 and shutil.which("ip") is not None and _works("netns", "list")


@contextmanager
def hosts_here(count: int) -> Iterator[list[Host]]:
    """Make so many hosts, which this process reaches as well, and leave none behind.

    The bridge is the first one's: in the machine's own network rules of a firewall would hold.
    """
    hosts = [Host(f"pns-{n}", f"{_NET}.{n + 1}") for n in range(count)]
    try:
        for host in hosts:
            _ip("netns", "add", host.name)
            _ip("-n", host.name, "link", "set", "lo", "up")
        _inside(hosts[0], ["link", "add", _BRIDGE, "type", "bridge"])
        _inside(hosts[0], ["link", "set", _BRIDGE, "up"])
        for host in hosts:
            _join(hosts[0], f"pns-to-{host.name[4:]}", ["eth0", "netns", host.name])
            _inside(host, ["addr", "add", f"{host.address}/24", "dev", "eth0"])
            _inside(host, ["link", "set", "eth0", "up"])
        _join(hosts[0], "pns-to-here", [_HERE, "netns", "1"])
        _ip("addr", "add", f"{_NET}.254/24", "dev", _HERE)
        _ip("link", "set", _HERE, "up")
        yield hosts
    finally:
        for host in hosts:
            subprocess.run(["ip", "netns", "del", host.name], check=False, capture_output=True)


def _join(first: Host, end: str, other: Sequence[str]) -> None:
    """Lay a cable from the bridge to an interface elsewhere."""
    _inside(first, ["link", "add", end, "type", "veth", "peer", "name", *other])
    _inside(first, ["link", "set", end, "master", _BRIDGE])
    _inside(first, ["link", "set", end, "up"])


def _inside(host: Host, words: Sequence[str]) -> None:
    _ip("-n", host.name, *words)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def _works(*words: str) -> bool:
    return subprocess.run(["ip", *words], check=False, capture_output=True).returncode == 0
