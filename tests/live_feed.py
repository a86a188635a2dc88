"""Feeds for tests/cli/test_watch_live.sh, on 127.0.0.1 with a port of the system's choice (written to PORTFILE).

tcp FILE PORTFILE CUT     the first CUT lines to the first who connects, the rest to the second; then stays open
gpsd FILE PORTFILE        the same to one, once it has asked with ?WATCH; what it asked goes to PORTFILE.asked
udp FILE PID              each line as a datagram without its line end, to the port that this process listens at
"""
import os
import socket
import sys
import time


def listen(portfile):
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    s.listen(4)
    with open(portfile + ".new", "w") as f:
        f.write(str(s.getsockname()[1]))
    os.rename(portfile + ".new", portfile)
    return s


def stay(connection):
    connection.settimeout(600)
    try:
        connection.recv(1)
    except OSError:
        pass


def port_of(pid):
    """The UDP port of a process, once it has one; two minutes are for one that never does."""
    for _ in range(2400):
        try:
            links = [os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")]
        except FileNotFoundError:
            links = []
        for row in open("/proc/net/udp").read().splitlines()[1:]:
            field = row.split()
            if f"socket:[{field[9]}]" in links:
                return int(field[1].split(":")[1], 16)
        time.sleep(0.05)
    sys.exit(f"process {pid} listens at no UDP port")


kind, path, port = sys.argv[1:4]
lines = open(path, "rb").read().splitlines(keepends=True)
if kind == "tcp":
    server = listen(port)
    cut = int(sys.argv[4])
    first, _ = server.accept()
    first.sendall(b"".join(lines[:cut]))
    time.sleep(0.3)
    first.close()
    second, _ = server.accept()
    second.sendall(b"".join(lines[cut:]))
    stay(second)
elif kind == "gpsd":
    server = listen(port)
    one, _ = server.accept()
    asked = one.recv(4096)
    with open(port + ".asked", "wb") as f:
        f.write(asked)
    one.sendall(b"".join(lines))
    stay(one)
else:
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    at = ("127.0.0.1", port_of(int(port)))
    for line in lines:
        s.sendto(line.rstrip(b"\r\n"), at)
        time.sleep(0.002)
