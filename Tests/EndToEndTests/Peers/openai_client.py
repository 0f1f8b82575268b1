"""Asks a server as users do: with the official client. Usage: openai_client.py URL KEY WRONG_KEY

Prints a line a thing that worked, with the tokens that the usage counted.
"""

import sys

import openai

url, key, wrong_key = sys.argv[1:]
question = {
    "model": "gpt-4o-mini",
    "messages": [{"role": "user", "content": "How fast does the water run?"}],
}
client = openai.OpenAI(base_url=url, api_key=key, max_retries=0, timeout=20)

pieces, usage, finish = [], None, None
for chunk in client.chat.completions.create(
    **question, stream=True, stream_options={"include_usage": True}
):
    if chunk.choices:
        pieces.append(chunk.choices[0].delta.content or "")
        finish = chunk.choices[0].finish_reason or finish
    usage = chunk.usage or usage
assert "".join(pieces).strip() and finish == "stop", (pieces, finish)
assert sum(1 for piece in pieces if piece) == usage.completion_tokens, (pieces, usage)
print("streamed", usage.completion_tokens)

answer = client.chat.completions.create(**question)
assert answer.choices[0].message.content and answer.choices[0].finish_reason == "stop", answer
assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
print("whole", answer.usage.completion_tokens)

try:
    stranger = openai.OpenAI(base_url=url, api_key=wrong_key, max_retries=0, timeout=20)
    stranger.chat.completions.create(**question, stream=True)
except openai.AuthenticationError as error:
    assert wrong_key not in str(error), error
    print("refused")
