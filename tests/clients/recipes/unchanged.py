"""A program that knows no other address than the real one: unchanged.py PORT, where the proxy listens.

Inside the compose network the name leads to the proxy; here it is made to.
"""

import socket
import sys

from google.auth.credentials import AnonymousCredentials
from googleapiclient.discovery import build

real_lookup = socket.getaddrinfo
real_connect = socket.socket.connect


def lookup(host, port, *rest, **more):
    if host == "ml.googleapis.com":
        return real_lookup("127.0.0.1", int(sys.argv[1]), *rest, **more)
    raise OSError(f"{host}: only ml.googleapis.com is asked for")


def connect(self, address):
    if address[0] == "ml.googleapis.com":
        address = ("127.0.0.1", int(sys.argv[1]))
    return real_connect(self, address)


socket.getaddrinfo = lookup
socket.socket.connect = connect
ml = build("ml", "v1", credentials=AnonymousCredentials())
job = {"jobId": "unchanged", "trainingInput": {"region": "us-central1", "masterConfig": {"imageUri": "gcr.io/p/i"}}}
print(ml.projects().jobs().create(parent="projects/my-project", body=job).execute()["state"])
