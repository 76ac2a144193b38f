"""Sends what is no SIP: noise.py HOST PORT COUNT. The same each time, for the same COUNT."""

import random
import socket
import sys
import time

INVITE = (
    b"INVITE sip:gateway@127.0.0.1:5070 SIP/2.0\r\n"
    b"Via: SIP/2.0/UDP 127.0.0.1:5099;branch=z9hG4bK-%d\r\n"
    b"From: <sip:noise@127.0.0.1:5099>;tag=n\r\nTo: <sip:gateway@127.0.0.1:5070>\r\n"
    b"Call-ID: %d@noise\r\nCSeq: 1 INVITE\r\nContact: <sip:noise@127.0.0.1:5099>\r\n"
    b"Alert-Info: <http:/LMSD/tone?sig-id=bt>\r\n"
    b"Content-Type: application/sdp\r\nContent-Length: 100\r\n\r\n"
    b"v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 7999 RTP/AVP 0\r\n"
)
PIECES = [b"\r\n", b"\r\n\r\n", b"\0", b":", b";", b"\xff\xfe", b"%", b"<" * 500, b"99999999999", b"SIP/2.0"]


def damaged(random, number):
    data = bytearray(INVITE % (number, number))
    for _ in range(random.randint(1, 6)):
        at = random.randrange(len(data) + 1)
        match random.randrange(5):
            case 0:
                del data[at : at + random.randint(1, 40)]
            case 1:
                data[at:at] = random.choice(PIECES)
            case 2:
                data[at : at + 1] = bytes([random.randrange(256)])
            case 3:
                data[at:] = b""
            case _:
                data[at:at] = data[: random.randrange(200)]
        if not data:
            break
    return bytes(data)


host, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random = random.Random(5060)
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for number in range(count):
    kind = random.randrange(10)
    data = random.randbytes(random.randrange(2000)) if kind == 0 else damaged(random, number)
    sender.sendto(data, (host, port))
    if number % 20 == 0:
        time.sleep(0.001)  # a socket's buffer holds some hundred datagrams
print(f"{count} datagrams")
