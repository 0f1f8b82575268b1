"""Opens reports in a real browser as their readers do. Usage: browse_report.py [--quick] FILE...

Every page is opened at three widths in a light and a dark scheme, walked through with the Tab key,
read by axe-core, printed, and opened once more without scripts; with --quick, at one width in one
scheme alone. Prints a JSON list of problems, each with its page, width, scheme, kind and detail; exits
with 0 whenever the browser could be run.
Needs the Debian packages chromium, chromium-driver and poppler-utils, and what scripts/peers installs.
"""

import base64
import importlib.util
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from selenium import webdriver
from selenium.common.exceptions import WebDriverException

WIDTHS = (360, 768, 1440)
HEIGHT = 900
SCHEMES = ("light", "dark")
# A4 less Chromium's own margins of 0.4 inches, in CSS pixels.
LONGEST_UNBROKEN = 12  # letters
PAPER_WIDTH = round((8.27 - 2 * 0.4) * 96)
MOST_TABS = 400
MOST_DETAILS = 4
PACKAGES = {
    "chromium": "chromium",
    "chromedriver": "chromium-driver",
    "pdftotext": "poppler-utils",
    "pdfinfo": "poppler-utils",
}


def program(name):
    path = shutil.which(name)
    if path is None:
        sys.exit(f"{name} is missing; install the Debian package {PACKAGES[name]}")
    return path


def axe_source():
    # Found, not imported: the package's own imports are another browser's.
    package = importlib.util.find_spec("axe_playwright_python")
    if package is None:
        sys.exit("axe-playwright-python is missing; run scripts/peers")
    return pathlib.Path(package.submodule_search_locations[0], "axe.min.js").read_text("utf-8")


def start():
    options = webdriver.ChromeOptions()
    options.binary_location = program("chromium")
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.unhandled_prompt_behavior = "ignore"
    service = webdriver.ChromeService(executable_path=program("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    driver.set_script_timeout(60)
    checks = pathlib.Path(__file__).with_name("page_checks.js").read_text("utf-8")
    for source in (axe_source(), checks):
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})
    return driver


class Visit:
    """One page; collects its problems."""

    def __init__(self, driver, path):
        self.driver = driver
        self.path = pathlib.Path(path).resolve()
        self.problems = []
        self.width, self.scheme = WIDTHS[0], SCHEMES[0]

    def note(self, kind, details):
        if len(details) > MOST_DETAILS:
            rest = len(details) - MOST_DETAILS
            details = [*details[:MOST_DETAILS], f"and {rest} more of the kind"]
        for detail in details:
            self.problems.append(
                {
                    "page": self.path.name,
                    "width": self.width,
                    "scheme": self.scheme,
                    "kind": kind,
                    "detail": detail,
                }
            )

    def show(self, width, scheme, media=""):
        self.width, self.scheme = width, scheme
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False},
        )
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"media": media, "features": features}
        )

    def open(self):
        self.driver.get(self.path.as_uri())
        self.note("console", self.console())

    def console(self):
        worth = [e for e in self.driver.get_log("browser") if e["level"] in ("WARNING", "SEVERE")]
        return [f"{entry['level']}: {entry['message'][:300]}" for entry in worth]

    def ask(self, check):
        return self.driver.execute_script(f"return pageChecks.{check}()")

    def walk(self):
        """Presses Tab until the focus has been everywhere it goes."""
        problems, count = [], self.ask("beginFocus")
        key = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
        for _ in range(min(count + 20, MOST_TABS)):
            self.driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": "keyDown", **key})
            step = self.ask("focusStep")
            if step is None:
                break
            problems += step
        if count <= MOST_TABS:
            problems += self.ask("endFocus")
        else:
            problems.append(f"{count} stops of the Tab key are too many for anyone")
        self.note("focus", problems)

    def read_with_axe(self):
        # Contrast takes most of the time and does not hang on the width.
        contrast = {"color-contrast": {"enabled": self.width == WIDTHS[1]}}
        result = self.driver.execute_async_script(
            "const [options, done] = arguments;"
            "axe.run(document, options)"
            ".then(found => done(found.violations), error => done(String(error)))",
            {"resultTypes": ["violations"], "rules": contrast},
        )
        if isinstance(result, str):
            self.note("axe", [result])
            return
        for found in result:
            if found["impact"] in ("serious", "critical"):
                places = [" ".join(map(str, node["target"])) for node in found["nodes"]]
                summary = found["nodes"][0].get("failureSummary", "").split("\n")[1:2]
                text = f"{found['id']} ({found['impact']}), {len(places)} x: {places[:3]} {summary}"
                self.note("axe", [text])

    def look(self, width, scheme):
        self.show(width, scheme)
        self.open()
        self.note("overflow", self.ask("overflow"))
        if width == WIDTHS[0]:
            self.note("telephone", self.ask("telephone"))
        self.read_with_axe()
        # The order of focus does not hang on colours, how it shows does: once in each scheme.
        if (scheme == "light") == (width != WIDTHS[1]):
            self.walk()
        self.note("console", self.console())

    def put_on_paper(self):
        self.show(PAPER_WIDTH, "light", media="print")
        self.open()
        self.note("foreign", self.ask("foreignResources"))
        self.note("motion", self.ask("motion"))
        self.note("print", [f"cut on paper: {each}" for each in self.ask("cutOnPaper")])
        wanted = self.ask("shownTexts") + self.ask("closedTexts")
        sheet = {"printBackground": True, "paperWidth": 8.27, "paperHeight": 11.69}
        data = self.driver.execute_cdp_cmd("Page.printToPDF", sheet)["data"]
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(base64.b64decode(data))
            file.flush()
            self.read_pdf(file.name, wanted)

    def read_pdf(self, path, wanted):
        facts = output("pdfinfo", path)
        pages = re.search(r"^Pages:\s+(\d+)", facts, re.MULTILINE)
        if not pages or int(pages.group(1)) < 1:
            self.note("print", ["no pages"])
        beyond = off_paper(output("pdftotext", "-bbox", path, "-"))
        if beyond:
            self.note("print", [f"{len(beyond)} words stick out of the paper: {beyond[:6]}"])
        there = squeezed(output("pdftotext", path, "-"))
        # A line may end after a hyphen or in a long word, and the next cell's words then come first.
        words = {word for text in wanted for word in re.split(r"[\s-]+", text)}
        words = {word for word in words if 0 < len(word) <= LONGEST_UNBROKEN}
        missing = sorted(word for word in words if squeezed(word) not in there)
        if missing:
            text = f"{len(missing)} of {len(words)} words are not on paper: {missing[:6]}"
            self.note("print", [text])

    def read_without_scripts(self):
        self.show(WIDTHS[1], "light")
        self.open()
        wanted = set(self.ask("shownTexts"))
        switch = "Emulation.setScriptExecutionDisabled"
        self.driver.execute_cdp_cmd(switch, {"value": True})
        try:
            for width in WIDTHS:
                self.show(width, "light")
                self.open()
                self.note("no scripts", self.ask_without_scripts("overflow"))
            self.show(WIDTHS[1], "light")
            missing = sorted(wanted - set(self.ask_without_scripts("shownTexts")))
            if missing:
                text = f"{len(missing)} of {len(wanted)} texts are not shown: {missing[:4]}"
                self.note("no scripts", [text])
        finally:
            self.driver.execute_cdp_cmd(switch, {"value": False})

    def ask_without_scripts(self, check):
        """The page may not run scripts; the debugger still may."""
        checks = pathlib.Path(__file__).with_name("page_checks.js").read_text("utf-8")
        answer = self.driver.execute_cdp_cmd(
            "Runtime.evaluate",
            {"expression": f"{checks}; window.pageChecks.{check}()", "returnByValue": True},
        )
        return answer["result"]["value"]


def squeezed(text):
    """Text without blanks, the hyphens that pdftotext takes from line ends, and ligatures."""
    for ligature, letters in (("\ufb01", "fi"), ("\ufb02", "fl"), ("\ufb00", "ff")):
        text = text.replace(ligature, letters)
    return re.sub(r"[-\s\u00ad\u200b]+", "", text)


def off_paper(boxes):
    """The words of `pdftotext -bbox` that are not wholly on their page."""
    beyond, width = [], 0.0
    for line in boxes.splitlines():
        if page := re.search(r'<page width="([\d.]+)"', line):
            width = float(page.group(1))
        if word := re.search(r'xMin="(-?[\d.]+)".*xMax="([\d.]+)".*>(.*)</word>', line):
            if float(word.group(1)) < 0 or float(word.group(2)) > width:
                beyond.append(word.group(3))
    return beyond


def output(name, *arguments):
    done = subprocess.run([program(name), *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def visit(driver, path, is_quick):
    page = Visit(driver, path)
    try:
        if is_quick:
            page.look(WIDTHS[1], "dark")
            return page.problems
        for width in WIDTHS:
            for scheme in SCHEMES:
                page.look(width, scheme)
        page.put_on_paper()
        page.read_without_scripts()
    except WebDriverException as error:
        page.note("browser", [str(error.msg)[:300]])
    return page.problems


def main():
    is_quick = sys.argv[1:2] == ["--quick"]
    paths = sys.argv[2:] if is_quick else sys.argv[1:]
    if not paths:
        sys.exit(__doc__)
    for name in PACKAGES:
        program(name)
    driver = start()
    try:
        problems = [problem for path in paths for problem in visit(driver, path, is_quick)]
    finally:
        driver.quit()
    print(json.dumps(problems, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
