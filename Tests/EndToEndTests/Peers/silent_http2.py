"""Serves streams over HTTP/2 with TLS. The first connection falls silent for good after some answers, without
being closed. Arguments: certificate, key, answers. Says its port, and a line for each connection."""

import socket
import ssl
import sys
import threading

import h2.config
import h2.connection
import h2.events

EVENT = b'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n'
END = b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'


def serve(connection, context, answers):
    connection = context.wrap_socket(connection, server_side=True)
    http = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    http.initiate_connection()
    connection.sendall(http.data_to_send())
    while data := connection.recv(65536):
        if answers == 0:
            continue
        for event in http.receive_data(data):
            if not isinstance(event, h2.events.StreamEnded) or answers == 0:
                continue
            answers -= 1
            head = [(":status", "200"), ("content-type", "text/event-stream")]
            http.send_headers(event.stream_id, head)
            http.send_data(event.stream_id, EVENT * 3 + END, end_stream=True)
        connection.sendall(http.data_to_send())


def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    context.set_alpn_protocols(["h2"])
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    answers = int(sys.argv[3])
    while True:
        connection, _ = listener.accept()
        print("connection", flush=True)
        threading.Thread(target=serve, args=(connection, context, answers), daemon=True).start()
        answers = -1


main()
