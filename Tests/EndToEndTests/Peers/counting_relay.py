"""Passes requests on to a server of an API and tells of each streamed answer what another reader than ours makes of it: the official
client's decoder of event streams, and a few lines. Usage: counting_relay.py URL [PATH], the URL that of the server itself

Waits until the server answers at PATH, prints its own port, and then a line of JSON for each request: the API, output events, tokens,
tool calls whose arguments are JSON and are not, and the times to the first and the last output event in ms. Every request gets a connection of its own.
"""

import asyncio
import collections
import json
import sys
import time

import httpx
from openai._streaming import SSEDecoder

url = sys.argv[1]
ready = sys.argv[2] if len(sys.argv) > 2 else "/"
apis = {"/chat/completions": "chat", "/completions": "completions"}
apis |= {"/responses": "responses", "/messages": "messages"}


class Answer:
    """What came of one answer, by the documented forms of each API alone."""

    def __init__(self, api):
        self.api = api
        self.times = []
        self.usage = {}
        self.calls = collections.defaultdict(str)

    def event(self, data, at):
        if data.strip() == "[DONE]" or not data.strip():
            return
        event = json.loads(data)
        if getattr(self, self.api)(event):
            self.times.append(at)

    def chat(self, event):
        self.count(event.get("usage"), "prompt_tokens", "completion_tokens")
        has_output = False
        for choice in event.get("choices") or []:
            delta = choice.get("delta") or {}
            texts = [delta.get(name) for name in ("content", "reasoning_content", "reasoning")]
            for call in delta.get("tool_calls") or []:
                function = call.get("function") or {}
                texts += [function.get("name"), function.get("arguments")]
                self.calls[call.get("index", 0)] += function.get("arguments") or ""
            has_output = has_output or any(texts)
        return has_output

    def completions(self, event):
        self.count(event.get("usage"), "prompt_tokens", "completion_tokens")
        return any(choice.get("text") for choice in event.get("choices") or [])

    def responses(self, event):
        kind = event["type"]
        response = event.get("response") or {}
        self.count(response.get("usage"), "input_tokens", "output_tokens")
        if kind == "response.output_item.added" and event["item"]["type"] == "function_call":
            self.calls[event["output_index"]] += event["item"].get("arguments") or ""
            return bool(event["item"].get("name"))
        if kind == "response.function_call_arguments.delta":
            self.calls[event["output_index"]] += event["delta"]
        return kind.endswith(".delta") and bool(event["delta"])

    def messages(self, event):
        message = event.get("message") or {}
        for usage in (message.get("usage"), event.get("usage")):
            self.count(usage, "input_tokens", "output_tokens")
            # What was read from a cache is counted apart.
            if usage and usage.get("cache_read_input_tokens"):
                self.usage["prompt"] += usage["cache_read_input_tokens"]
        if event["type"] == "content_block_start" and event["content_block"]["type"] == "tool_use":
            self.calls[event["index"]] += ""
            return True
        if event["type"] != "content_block_delta":
            return False
        delta = event["delta"]
        if delta.get("partial_json"):
            self.calls[event["index"]] += delta["partial_json"]
        return any(delta.get(name) for name in ("text", "thinking", "partial_json"))

    def count(self, usage, prompt, output):
        for name, value in (("prompt", prompt), ("output", output)):
            if usage and usage.get(value):
                self.usage[name] = usage[value]

    def told(self, began):
        calls = list(self.calls.values())
        good = sum(is_json(text or ("{}" if self.api == "messages" else "")) for text in calls)
        times = [1000 * (at - began) for at in self.times]
        return {
            "api": self.api,
            "events": len(times),
            "tokens": self.usage.get("output"),
            "prompt": self.usage.get("prompt"),
            "calls": len(calls),
            "broken": len(calls) - good,
            "first_ms": times[0] if times else None,
            "last_ms": times[-1] if times else None,
        }


def is_json(text):
    try:
        json.loads(text)
        return True
    except ValueError:
        return False


async def read_request(reader):
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    began = time.monotonic()
    request, *lines = head.strip().split("\r\n")
    fields = [line.split(":", 1) for line in lines]
    fields = {name.strip().lower(): value.strip() for name, value in fields}
    body = await reader.readexactly(int(fields.get("content-length", 0)))
    for name in ("host", "content-length", "connection"):
        fields.pop(name, None)
    method, path, _ = request.split(" ")
    return began, method, path, fields, body


async def relay(reader, writer):
    try:
        began, method, path, fields, body = await read_request(reader)
        api = next((api for end, api in apis.items() if path.endswith(end)), "chat")
        answer, decoder, rest = Answer(api), SSEDecoder(), ""
        async with (
            httpx.AsyncClient(timeout=60) as client,
            client.stream(method, url + path, headers=fields, content=body) as response,
        ):
            head = f"HTTP/1.1 {response.status_code} Relayed\r\nConnection: close\r\n"
            kind = response.headers.get("content-type", "")
            writer.write(f"{head}Content-Type: {kind}\r\n\r\n".encode())
            async for data in response.aiter_bytes():
                at = time.monotonic()
                writer.write(data)
                await writer.drain()
                if not kind.startswith("text/event-stream"):
                    continue
                *lines, rest = (rest + data.decode()).replace("\r\n", "\n").split("\n")
                for line in lines:
                    event = decoder.decode(line)
                    if event:
                        answer.event(event.data, at)
        if method == "POST":
            print(json.dumps(answer.told(began)), flush=True)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main():
    async with httpx.AsyncClient() as client:
        for _ in range(600):
            try:
                await client.get(url + ready)
                break
            except httpx.TransportError:
                await asyncio.sleep(0.1)
    server = await asyncio.start_server(relay, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


asyncio.run(main())
