"""A streaming chat API with a limiter that none of us wrote. Arguments: the limiter, then its own.

slowapi STRATEGY LIMITS       strategies and words of the limits package: moving-window "20/10 seconds;5/second"
pyrate RATE...                a bucket of pyrate-limiter with all rates, 20/10 for 20 in 10 s
throttled ALGORITHM RATE [BURST]
                              of throttled-py: fixed_window, sliding_window, token_bucket, leaking_bucket, gcra
semaphore COUNT               so many answers at a time, streams or whole ones

Says its port in a line."""

import asyncio
import json
import sys
import time

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

FIRST_TOKEN, GAP = 0.02, 0.003


def refusal(_request=None, _error=None):
    error = {"message": "Rate limit reached", "type": "rate_limit_error", "code": "rate_limit_exceeded"}
    return JSONResponse({"error": error}, status_code=429)


def chunk(delta, finish=None):
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return "data: " + json.dumps({"object": "chat.completion.chunk", "choices": [choice]}) + "\n\n"


async def tokens(count):
    await asyncio.sleep(FIRST_TOKEN)
    for number in range(count):
        if number:
            await asyncio.sleep(GAP)
        yield "a "


async def complete(request, leave=lambda: None):
    body = await request.json()
    count = min(body.get("max_tokens") or body.get("max_completion_tokens") or 2000, 2000)
    usage = {"prompt_tokens": 8, "completion_tokens": count, "total_tokens": 8 + count}
    if body.get("stream"):
        async def events():
            try:
                async for text in tokens(count):
                    yield chunk({"content": text})
                yield chunk({}, "stop")
                yield "data: " + json.dumps({"choices": [], "usage": usage}) + "\n\ndata: [DONE]\n\n"
            finally:
                leave()

        return StreamingResponse(events(), media_type="text/event-stream")
    try:
        text = "".join([text async for text in tokens(count)])
    finally:
        leave()
    message = {"role": "assistant", "content": text}
    return JSONResponse({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}], "usage": usage})


def rate(text):
    count, seconds = text.split("/")
    return int(count), int(seconds)


def slowapi(strategy, limits):
    from slowapi import Limiter
    from slowapi.errors import RateLimitExceeded
    from slowapi.util import get_remote_address

    limiter = Limiter(key_func=get_remote_address, strategy=strategy)

    @limiter.limit(limits)
    async def chat(request):
        return await complete(request)

    def prepare(app):
        app.state.limiter = limiter
        app.add_exception_handler(RateLimitExceeded, refusal)

    return chat, prepare


def pyrate(*rates):
    from pyrate_limiter import Duration, InMemoryBucket, Limiter, Rate

    limiter = Limiter(InMemoryBucket([Rate(n, Duration.SECOND * s) for n, s in map(rate, rates)]))

    async def chat(request):
        return await complete(request) if limiter.try_acquire("key", blocking=False) else refusal()

    return chat, None


def throttled(algorithm, text, burst=None):
    from datetime import timedelta

    from throttled import Throttled, rate_limiter

    count, seconds = rate(text)
    quota = rate_limiter.per_duration(timedelta(seconds=seconds), limit=count, burst=int(burst or count))
    throttle = Throttled(key="key", using=algorithm, quota=quota)

    async def chat(request):
        return refusal() if throttle.limit().limited else await complete(request)

    return chat, None


def semaphore(count):
    slots = asyncio.Semaphore(int(count))

    async def chat(request):
        if slots.locked():
            return refusal()
        await slots.acquire()
        return await complete(request, slots.release)

    return chat, None


async def main(limiter, *arguments):
    chat, prepare = {"slowapi": slowapi, "pyrate": pyrate, "throttled": throttled, "semaphore": semaphore}[limiter](
        *arguments)
    app = Starlette(routes=[Route("/v1/chat/completions", chat, methods=["POST"])])
    if prepare:
        prepare(app)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    print(server.servers[0].sockets[0].getsockname()[1], flush=True)
    await serving


asyncio.run(main(*sys.argv[1:]))
