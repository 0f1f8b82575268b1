"""What is linked into the binary: the resolved packages, Swift's own libraries, and what those hold.

Read by sbom and copyright of this folder. Licences are read from the packages' own files in .build/checkouts;
one that is none of those known here is an error, so that a new dependency is looked at by a person.
"""

import dataclasses
import json
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
CHECKOUTS = ROOT / ".build" / "checkouts"
NOTICES = pathlib.Path(__file__).parent / "notices"


@dataclasses.dataclass(frozen=True)
class Part:
    """A part of the binary. `license` is an SPDX expression, `license_text` what must go with it beside that:
    all of a licence that asks for it, and the authors' own notices."""

    name: str
    version: str
    revision: str
    location: str
    license: str
    license_text: str


def license_of(name, text):
    """The SPDX expression of a licence file's text."""
    if "Apache License" in text and "Version 2.0" in text:
        return "Apache-2.0 WITH Swift-exception" if "Runtime Library Exception" in text else "Apache-2.0"
    if re.search(r"The MIT License|MIT License", text):
        return "MIT"
    raise SystemExit(f"{name}: its licence is none that scripts/packaging/linked.py knows; look at it and add it")


def resolved(root=ROOT, checkouts=CHECKOUTS):
    """The packages of Package.resolved, by name."""
    pins = json.loads((root / "Package.resolved").read_text("utf-8"))["pins"]
    folders = {folder.name.lower(): folder for folder in checkouts.iterdir()}
    for pin in sorted(pins, key=lambda pin: pin["identity"]):
        name, state = pin["identity"], pin["state"]
        folder = folders.get(name)
        if folder is None:
            raise SystemExit(f"{name} is not in {checkouts}; run 'swift package resolve'")
        license_file = next(iter(sorted(folder.glob("LICENSE*"))), None)
        if license_file is None:
            raise SystemExit(f"{name} has no LICENSE file in {folder}")
        text = license_file.read_text("utf-8")
        license = license_of(name, text)
        kept = [] if license.startswith("Apache") else [text]
        kept += [notice.read_text("utf-8") for notice in sorted(folder.glob("NOTICE*"))]
        yield Part(
            name, state.get("version", state.get("branch", "")), state["revision"],
            pin["location"].removesuffix(".git"), license, "\n".join(kept))


def swift():
    """Swift's standard library, runtime, Foundation and Dispatch, linked statically, and ICU within."""
    text = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"Swift version (\S+)", text).group(1)
    yield Part(
        "swift-runtime", version, "", "https://github.com/swiftlang/swift",
        "Apache-2.0 WITH Swift-exception", "")
    yield Part(
        "swift-foundation-icu", version, "", "https://github.com/swiftlang/swift-foundation-icu",
        "Unicode-3.0", (NOTICES / "icu.txt").read_text("utf-8"))


def within_packages():
    """What packages carry of others."""
    llhttp = CHECKOUTS / "swift-nio" / "Sources" / "CNIOLLHTTP" / "LICENSE"
    yield Part(
        "llhttp", "", "", "https://github.com/nodejs/llhttp", "MIT", llhttp.read_text("utf-8"))
    yield Part(
        "libyaml", "", "", "https://github.com/yaml/libyaml", "MIT",
        (NOTICES / "libyaml.txt").read_text("utf-8"))


def everything():
    return [*resolved(), *swift(), *within_packages()]
