"""LiteLLM's proxy in front of a server that speaks all four APIs. Usage: litellm_proxy.py URL, without /v1

Prints its address, and serves: models `chat`, `text` and `claude` are asked upstream by chat (and Responses), completions and Messages;
`other` by chat whatever the proxy itself is asked by, so that it translates. `few` takes three requests at a time.
"""

import json
import os
import socket
import sys
import tempfile

upstream = sys.argv[1]
# No look-up on the net, and no master key for one test on this machine.
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
os.environ["LITELLM_TELEMETRY"] = "False"
os.environ["LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY"] = "true"
providers = {
    "chat": ("openai/m", "/v1"),
    "text": ("text-completion-openai/m", "/v1"),
    "claude": ("anthropic/m", ""),
    "other": ("hosted_vllm/m", "/v1"),
}
models = [
    {
        "model_name": name,
        "litellm_params": {"model": model, "api_base": upstream + path, "api_key": "sk-x"},
    }
    for name, (model, path) in providers.items()
]
few = dict(models[0]["litellm_params"], max_parallel_requests=3)
models.append({"model_name": "few", "litellm_params": few})
routing = {"optional_pre_call_checks": ["enforce_model_rate_limits"], "num_retries": 0}
with tempfile.NamedTemporaryFile("w", suffix=".yaml", delete=False) as config:
    json.dump(
        {"model_list": models, "router_settings": routing, "litellm_settings": {"telemetry": False}}, config)
with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
print(f"http://127.0.0.1:{port}", flush=True)

from litellm.proxy.proxy_cli import run_server  # noqa: E402

run_server(["--config", config.name, "--host", "127.0.0.1", "--port", str(port)])
