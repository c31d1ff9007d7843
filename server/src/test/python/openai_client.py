"""OpenAI's Python client against a running server, by hand: models, chat, streams, log-probabilities, completions, tools, forms, embeddings, errors.

    ./sundog serve MODEL --port 8080 --api-key k3y
    python openai_client.py http://127.0.0.1:8080/v1 k3y

Written for openai 2.x. Prints a line a check and ends with status 1 if one fails.
"""

import asyncio
import json
import math
import sys

import openai
import pydantic

client = openai.OpenAI(base_url=sys.argv[1], api_key=sys.argv[2], max_retries=0)
failed = []


def check(name, holds):
    print("ok  " if holds else "FAIL", name)
    if not holds:
        failed.append(name)


def refused(kind, call):
    try:
        call()
    except kind as e:
        return e
    return None


model = client.models.list().data[0].id
check("model by id", client.models.retrieve(model).id == model)
question = [{"role": "user", "content": "What is the capital of France?"}]
greedy = dict(model=model, messages=question, max_tokens=24, temperature=0)

answer = client.chat.completions.create(**greedy)
text = answer.choices[0].message.content
print("    ", repr(text))
check("chat", len(text) > 0 and answer.usage.completion_tokens > 0)

streamed, usage = "", None
for chunk in client.chat.completions.create(**greedy, stream=True, stream_options={"include_usage": True}):
    streamed += "".join(c.delta.content or "" for c in chunk.choices)
    usage = chunk.usage or usage
check("stream is the same text", streamed == text)
check("usage of the stream", usage.completion_tokens == answer.usage.completion_tokens)

tokens = client.chat.completions.create(**greedy, logprobs=True, top_logprobs=4).choices[0].logprobs.content
check("log-probabilities", all(len(t.top_logprobs) == 4 and t.logprob <= 0 for t in tokens))
check("tokens are the text", "".join(t.token for t in tokens) == text)
check("greedy is the best", all(t.logprob == t.top_logprobs[0].logprob for t in tokens))

hot = dict(model=model, messages=question, max_tokens=24, temperature=1.2, seed=11, n=3)
first, second = (client.chat.completions.create(**hot) for _ in range(2))
check("a seed reproduces", [c.message.content for c in first.choices] == [c.message.content for c in second.choices])
check("choices differ", len({c.message.content for c in first.choices}) == 3)

stopped = client.chat.completions.create(**{**greedy, "stop": [text[3:6]]}).choices[0]
check("stop text", stopped.message.content == text[:3] and stopped.finish_reason == "stop")
forbidden = client.completions.create(model=model, prompt="The sun", max_tokens=8, temperature=0, logprobs=2)
check("completion", len(forbidden.choices[0].logprobs.tokens) > 0)

pair = client.embeddings.create(model=model, input=["a sun dog", "a halo of ice"])
check("embeddings", len(pair.data) == 2 and all(math.isclose(sum(x * x for x in d.embedding), 1, rel_tol=1e-4) for d in pair.data))

check("unknown model", refused(openai.NotFoundError, lambda: client.chat.completions.create(**{**greedy, "model": "none"})))
check("wrong key", refused(openai.AuthenticationError, lambda: client.with_options(api_key="wrong").models.list()))
bad = refused(openai.BadRequestError, lambda: client.chat.completions.create(**{**greedy, "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {"not": {}}}}}))
check("refused by name", bad is not None and bad.param == "response_format")
long = refused(openai.BadRequestError, lambda: client.chat.completions.create(**{**greedy, "messages": [{"role": "user", "content": "word " * 60000}]}))
check("too long", long is not None and long.code == "context_length_exceeded")

weather = {"type": "function", "function": {"name": "get_weather", "description": "Weather of a city", "parameters": {
    "type": "object", "properties": {"city": {"enum": ["Paris", "Seoul"]}, "days": {"type": "integer", "minimum": 1, "maximum": 9}}, "required": ["city", "days"]}}}
must = dict(model=model, messages=[{"role": "user", "content": "How will the weather be in Seoul?"}], tools=[weather], tool_choice="required", parallel_tool_calls=False, max_tokens=200, temperature=0)
called = client.chat.completions.create(**must).choices[0]
call = called.message.tool_calls[0]
arguments = json.loads(call.function.arguments)
print("    ", call.function.name, arguments)
check("a call", called.finish_reason == "tool_calls" and call.function.name == "get_weather" and arguments["city"] in ("Paris", "Seoul") and 1 <= arguments["days"] <= 9)
pieces = [c.choices[0].delta.tool_calls[0] for c in client.chat.completions.create(**must, stream=True) if c.choices[0].delta.tool_calls]
check("a call in pieces", pieces[0].id and pieces[0].function.name == "get_weather" and "".join(p.function.arguments or "" for p in pieces) == call.function.arguments)
told = must["messages"] + [called.message, {"role": "tool", "tool_call_id": call.id, "content": "Sunny, 24 degrees"}]
after = client.chat.completions.create(**{**must, "messages": told, "tool_choice": "auto", "max_tokens": 40}).choices[0]
print("    ", repr(after.message.content))
check("its result", after.finish_reason in ("stop", "length", "tool_calls"))


class Person(pydantic.BaseModel):
    name: str = pydantic.Field(max_length=20)
    age: int = pydantic.Field(ge=0, le=120)


person = client.chat.completions.parse(model=model, messages=[{"role": "user", "content": "Describe a person."}], response_format=Person, max_tokens=200, temperature=0).choices[0].message.parsed
check("an answer in form", person is not None and 0 <= person.age <= 120)


async def many():
    other = openai.AsyncOpenAI(base_url=sys.argv[1], api_key=sys.argv[2], max_retries=0)

    async def leave():
        async with await other.chat.completions.create(**{**greedy, "max_tokens": 400}, stream=True) as stream:
            async for _ in stream:
                return None

    async def stay():
        return (await other.chat.completions.create(**greedy)).choices[0].message.content

    return await asyncio.gather(*(leave() if k % 4 == 3 else stay() for k in range(16)))


check("sixteen at once, some leave", all(t in (None, text) for t in asyncio.run(many())))
sys.exit(1 if failed else 0)
