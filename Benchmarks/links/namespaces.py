"""Network namespaces without a way out, and the pairs of devices between them."""

import ctypes
import os
import subprocess
from pathlib import Path

# Of 198.18.0.0/15, which is set apart for measuring (RFC 2544) and routed nowhere.
SERVER_ADDRESS = "198.18.0.1"
CLIENT_ADDRESS = "198.18.0.2"
CLONE_NEWNET = 0x40000000


def enter(name):
    """Moves this thread into a namespace; sockets made from now on belong to it."""
    descriptor = os.open(f"/run/netns/{name}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        if ctypes.CDLL(None, use_errno=True).setns(descriptor, CLONE_NEWNET) != 0:
            number = ctypes.get_errno()
            raise OSError(number, f"setns: {os.strerror(number)}")
    finally:
        os.close(descriptor)


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)


class Namespaces:
    """Two namespaces of this process; they go when the context ends."""

    def __init__(self):
        self.server = f"links{os.getpid()}s"
        self.client = f"links{os.getpid()}c"

    def __enter__(self):
        for name in self.server, self.client:
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
            # Neighbour discovery would only be noise in a recording.
            switch = "/proc/sys/net/ipv6/conf/default/disable_ipv6"
            subprocess.run(
                ["ip", "netns", "exec", name, "sh", "-c", f"echo 1 > {switch}"], check=False)
        return self

    def __exit__(self, *_):
        for name in self.server, self.client:
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)

    def address(self, server_device, client_device):
        """Gives both ends their addresses and sets them up."""
        for name, device, own, other in (
                (self.server, server_device, SERVER_ADDRESS, CLIENT_ADDRESS),
                (self.client, client_device, CLIENT_ADDRESS, SERVER_ADDRESS)):
            ip("-n", name, "addr", "add", own, "peer", other, "dev", device)
            ip("-n", name, "link", "set", device, "up")

    def connect_directly(self):
        """A veth pair."""
        ip("-n", self.server, "link", "add", "toclient", "type", "veth",
           "peer", "name", "toserver", "netns", self.client)
        self.address("toclient", "toserver")

    def command(self, name, *words):
        """`words` as a command that runs in the namespace; the process keeps its id."""
        return ["ip", "netns", "exec", name, *map(str, words)]


def missing():
    """Why links cannot be made here; None where they can."""
    if os.geteuid() != 0:
        return "it needs root, for namespaces and tun devices"
    if not Path("/dev/net/tun").exists():
        return "there is no /dev/net/tun"
    return None
