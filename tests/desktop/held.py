"""How long the window's own thread answers nobody, measured from outside.

A window manager asks a window whether it is alive (`_NET_WM_PING`), and the thread that draws has to answer. This asks
again and again, two milliseconds after each answer: the longest wait is the longest that the thread was held, drawing
and, without a graphics card, rasterising included. Beside it stands the processor time that this thread itself took
in that wait, which neither rasterising on other threads nor other work on the machine moves.

    held.py WINDOW PID      for each line on stdin the figures since the last, as one JSON object
"""
import ctypes
import json
import select
import sys
import time

PAUSE = 0.002
CLIENT_MESSAGE, SUBSTRUCTURE_NOTIFY = 33, 1 << 19


class ClientMessage(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int), ("data", ctypes.c_long * 5), ("rest", ctypes.c_long * 12)]


class Pinger:
    def __init__(self, window):
        self.x = ctypes.CDLL("libX11.so.6")
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.x.XInternAtom.restype = self.x.XDefaultRootWindow.restype = ctypes.c_ulong
        self.display = ctypes.c_void_p(self.x.XOpenDisplay(None))
        self.root = self.x.XDefaultRootWindow(self.display)
        atom = lambda name: self.x.XInternAtom(self.display, name.encode(), 0)
        self.protocols, self.ping = atom("WM_PROTOCOLS"), atom("_NET_WM_PING")
        self.window, self.number = window, 0
        self.x.XSelectInput(self.display, ctypes.c_ulong(self.root), ctypes.c_long(SUBSTRUCTURE_NOTIFY))

    def send(self):
        """Asks, and gives the number that the answer has to have."""
        self.number += 1
        message = ClientMessage(type=CLIENT_MESSAGE, window=self.window, message_type=self.protocols, format=32)
        message.data[0], message.data[1], message.data[2] = self.ping, self.number, self.window
        self.x.XSendEvent(self.display, ctypes.c_ulong(self.window), 0, ctypes.c_long(0), ctypes.byref(message))
        self.x.XFlush(self.display)
        return self.number

    def is_answered(self, number, seconds):
        """Waits for the answer; whether it came in time."""
        deadline, event = time.monotonic() + seconds, ClientMessage()
        while True:
            while self.x.XPending(self.display):
                self.x.XNextEvent(self.display, ctypes.byref(event))
                if event.type == CLIENT_MESSAGE and event.data[0] == self.ping and event.data[1] == number:
                    return True
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            select.select([self.x.XConnectionNumber(self.display)], [], [], left)


def processor_ms(pid):
    """What the first thread of a process, which draws, has used so far."""
    with open(f"/proc/{pid}/task/{pid}/schedstat") as file:
        return int(file.read().split()[0]) / 1e6


def main():
    window, pid = int(sys.argv[1]), int(sys.argv[2])
    pinger, waits = Pinger(window), []
    while True:
        asked, used = time.monotonic(), processor_ms(pid)
        number = pinger.send()
        while not pinger.is_answered(number, 60):
            print(json.dumps({"no_answer_for_s": time.monotonic() - asked}), flush=True)
        waits.append(((time.monotonic() - asked) * 1e3, processor_ms(pid) - used))
        if select.select([sys.stdin], [], [], PAUSE)[0]:
            if not sys.stdin.readline():
                return
            held, own = max(waits), max(own for _held, own in waits)
            print(json.dumps({"held_ms": held[0], "own_in_it_ms": held[1], "own_ms": own}), flush=True)
            waits = []


if __name__ == "__main__":
    main()
