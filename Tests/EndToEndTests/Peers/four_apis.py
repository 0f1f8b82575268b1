"""Asks a server by all four APIs as users do: with the official clients, whole and streamed, one after another and as
coroutines. Usage: four_apis.py URL KEY WRONG_KEY, the URL ending in /v1

Prints a line for each way, with the tokens that were counted; any answer that is not what the server was asked for ends it.
"""

import asyncio
import json
import sys

import anthropic
import openai

url, key, wrong_key = sys.argv[1:]
prompt = "How fast does the water run?"
model = "gpt-4o-mini"
TEXT, THOUGHTS, CALLS, ARGUMENTS = 6, 4, 2, 3
TOTAL = TEXT + THOUGHTS + CALLS * ARGUMENTS
wish = {
    "emulator": {
        "tokens": TEXT,
        "reasoning_tokens": THOUGHTS,
        "tool_calls": CALLS,
        "tool_tokens": ARGUMENTS,
    }
}
plain = {"emulator": {"tokens": TEXT}}
schema = {"type": "object", "properties": {"query": {"type": "string"}}}
options = {"max_retries": 0, "timeout": 20}
messages_url = url.removesuffix("/v1")


def words(text, count):
    assert len(text.split()) == count, (text, count)


def arguments(text):
    """They are JSON, and all there."""
    words(json.loads(text)["query"], ARGUMENTS)


class Openai:
    """The ways of OpenAI's client, sync; `wait` is what a coroutine's result needs."""

    functions = [
        {"type": "function", "function": {"name": "gauge", "parameters": schema}},
        {"type": "function", "function": {"name": "map", "parameters": schema}},
    ]
    tools = [{"type": "function", **tool["function"], "strict": False} for tool in functions]
    chat = {
        "model": model,
        "messages": [{"role": "user", "content": prompt}],
        "tools": functions,
        "extra_body": wish,
    }
    completions = {"model": model, "prompt": prompt, "extra_body": plain}
    responses = {"model": model, "input": prompt, "tools": tools, "extra_body": wish}

    @staticmethod
    def chat_chunks(chunks):
        text, thoughts, calls, usage, finish = "", "", {}, None, None
        for chunk in chunks:
            usage = chunk.usage or usage
            for choice in chunk.choices:
                finish = choice.finish_reason or finish
                text += choice.delta.content or ""
                thoughts += getattr(choice.delta, "reasoning_content", None) or ""
                for call in choice.delta.tool_calls or []:
                    name, so_far = calls.get(call.index, (None, ""))
                    calls[call.index] = (
                        call.function.name or name,
                        so_far + (call.function.arguments or ""),
                    )
        words(text, TEXT)
        words(thoughts, THOUGHTS)
        assert [name for name, _ in calls.values()] == ["gauge", "map"], calls
        for _, text in calls.values():
            arguments(text)
        assert finish == "tool_calls", finish
        return usage.completion_tokens

    @staticmethod
    def chat_whole(answer):
        choice = answer.choices[0]
        words(choice.message.content, TEXT)
        words(choice.message.reasoning_content, THOUGHTS)
        for call in choice.message.tool_calls:
            arguments(call.function.arguments)
        assert choice.finish_reason == "tool_calls", choice
        return answer.usage.completion_tokens

    @staticmethod
    def completions_chunks(chunks):
        text, usage = "", None
        for chunk in chunks:
            usage = chunk.usage or usage
            text += "".join(choice.text for choice in chunk.choices)
        words(text, TEXT)
        return usage.completion_tokens

    @staticmethod
    def completions_whole(answer):
        words(answer.choices[0].text, TEXT)
        assert answer.choices[0].finish_reason == "stop", answer
        return answer.usage.completion_tokens

    @staticmethod
    def responses_whole(answer):
        words(answer.output_text, TEXT)
        thoughts = [item for item in answer.output if item.type == "reasoning"]
        words(thoughts[0].content[0].text, THOUGHTS)
        calls = [item for item in answer.output if item.type == "function_call"]
        assert [call.name for call in calls] == ["gauge", "map"], calls
        for call in calls:
            arguments(call.arguments)
        assert answer.status == "completed", answer
        assert answer.usage.output_tokens_details.reasoning_tokens == THOUGHTS, answer
        return answer.usage.output_tokens

    @classmethod
    def responses_events(cls, events):
        deltas = {}
        for number, event in enumerate(events):
            assert event.sequence_number == number, (event, number)
            if event.type.endswith(".delta"):
                deltas.setdefault(event.type, []).append(event.delta)
            last = event
        assert last.type == "response.completed", last
        words("".join(deltas["response.output_text.delta"]), TEXT)
        words("".join(deltas["response.reasoning_text.delta"]), THOUGHTS)
        assert len(deltas["response.function_call_arguments.delta"]) == CALLS * ARGUMENTS, deltas
        return cls.responses_whole(last.response)


class Anthropic:
    """The ways of Anthropic's client."""

    messages = {
        "model": model,
        "max_tokens": 100,
        "messages": [{"role": "user", "content": prompt}],
        "tools": [{"name": name, "input_schema": schema} for name in ("gauge", "map")],
        "extra_body": wish,
    }

    @staticmethod
    def whole(answer):
        kinds = [block.type for block in answer.content]
        assert kinds == ["thinking", "text", "tool_use", "tool_use"], kinds
        words(answer.content[0].thinking, THOUGHTS)
        assert answer.content[0].signature, answer
        words(answer.content[1].text, TEXT)
        assert [block.name for block in answer.content[2:]] == ["gauge", "map"], answer
        for block in answer.content[2:]:
            words(block.input["query"], ARGUMENTS)
        assert answer.stop_reason == "tool_use", answer
        return answer.usage.output_tokens

    @staticmethod
    def deltas(events):
        kinds = [event.delta.type for event in events if event.type == "content_block_delta"]
        assert kinds.count("text_delta") == TEXT, kinds
        assert kinds.count("thinking_delta") == THOUGHTS, kinds
        assert kinds.count("input_json_delta") == CALLS * ARGUMENTS, kinds


usage_wish = {"stream": True, "stream_options": {"include_usage": True}}


def told(name, tokens, expected=TOTAL):
    assert tokens == expected, (name, tokens)
    print(name, tokens)


def refused(name, ask, kind):
    try:
        ask()
    except kind as error:
        assert wrong_key not in str(error), error
        print(name, "refused", error.status_code)


def sync():
    client = openai.OpenAI(base_url=url, api_key=key, **options)
    create = client.chat.completions.create
    told("chat stream", Openai.chat_chunks(create(**Openai.chat, **usage_wish)))
    told("chat whole", Openai.chat_whole(create(**Openai.chat)))
    create = client.completions.create
    chunks = create(**Openai.completions, **usage_wish)
    told("completions stream", Openai.completions_chunks(chunks), TEXT)
    told("completions whole", Openai.completions_whole(create(**Openai.completions)), TEXT)
    events = client.responses.create(**Openai.responses, stream=True)
    told("responses stream", Openai.responses_events(events))
    told("responses whole", Openai.responses_whole(client.responses.create(**Openai.responses)))
    with client.responses.stream(**Openai.responses) as stream:
        told("responses helper", Openai.responses_whole(stream.get_final_response()))
    client = anthropic.Anthropic(base_url=messages_url, api_key=key, **options)
    Anthropic.deltas(list(client.messages.create(**Anthropic.messages, stream=True)))
    with client.messages.stream(**Anthropic.messages) as stream:
        told("messages stream", Anthropic.whole(stream.get_final_message()))
    told("messages whole", Anthropic.whole(client.messages.create(**Anthropic.messages)))


async def coroutines():
    client = openai.AsyncOpenAI(base_url=url, api_key=key, **options)
    create = client.chat.completions.create
    chunks = [chunk async for chunk in await create(**Openai.chat, **usage_wish)]
    told("async chat stream", Openai.chat_chunks(chunks))
    told("async chat whole", Openai.chat_whole(await create(**Openai.chat)))
    create = client.completions.create
    chunks = [chunk async for chunk in await create(**Openai.completions, **usage_wish)]
    told("async completions stream", Openai.completions_chunks(chunks), TEXT)
    whole = await create(**Openai.completions)
    told("async completions whole", Openai.completions_whole(whole), TEXT)
    create = client.responses.create
    events = [event async for event in await create(**Openai.responses, stream=True)]
    told("async responses stream", Openai.responses_events(events))
    told("async responses whole", Openai.responses_whole(await create(**Openai.responses)))
    client = anthropic.AsyncAnthropic(base_url=messages_url, api_key=key, **options)
    async with client.messages.stream(**Anthropic.messages) as stream:
        told("async messages stream", Anthropic.whole(await stream.get_final_message()))
    whole = await client.messages.create(**Anthropic.messages)
    told("async messages whole", Anthropic.whole(whole))


def wrong():
    client = openai.OpenAI(base_url=url, api_key=wrong_key, **options)
    for name, ask in [
        ("chat", lambda: client.chat.completions.create(**Openai.chat)),
        ("completions", lambda: client.completions.create(**Openai.completions)),
        ("responses", lambda: client.responses.create(**Openai.responses)),
    ]:
        refused(name, ask, openai.AuthenticationError)
    stranger = anthropic.Anthropic(base_url=messages_url, api_key=wrong_key, **options)
    ask = stranger.messages.create
    refused("messages", lambda: ask(**Anthropic.messages), anthropic.AuthenticationError)
    client = anthropic.Anthropic(base_url=messages_url, api_key=key, **options)
    limited = {**Anthropic.messages, "extra_body": {"emulator": {"fault": {"kind": "rate_limit"}}}}
    refused("messages", lambda: client.messages.create(**limited), anthropic.RateLimitError)
    failing = {"extra_body": {"emulator": {"fault": {"kind": "error_event"}}}, "stream": True}
    try:
        list(client.messages.create(**{**Anthropic.messages, **failing}))
    except anthropic.APIStatusError as error:
        assert "had an error while processing" in str(error), error
        print("messages failed inside the stream")
    client = openai.OpenAI(base_url=url, api_key=key, **options)
    *_, last = client.responses.create(**{**Openai.responses, **failing})
    assert last.type == "error" and last.code == "server_error", last
    print("responses failed inside the stream")


sync()
asyncio.run(coroutines())
wrong()
