"""Opens the page of a run under way in a real browser, and stays until it is the report.
Usage: watch_live.py ADDRESS [FOLDER]

The page is looked at as browse_report.py looks at reports, once it shows numbers. Then a mark is set by the keyboard, the
run is ended by the button, and the page must become the report. With FOLDER, pictures of it are kept there.
Prints a JSON list of problems; needs what browse_report.py needs.
"""

import base64
import json
import pathlib
import sys

from selenium.common.exceptions import TimeoutException, WebDriverException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

import browse_report

PATIENCE = 60  # seconds
MARK = "deployed <v2>"


class LiveVisit(browse_report.Visit):
    def __init__(self, driver, address, folder):
        super().__init__(driver, "live.html")
        self.address = address
        self.folder = folder

    def open(self):
        self.driver.get(self.address)
        self.wait("no numbers come", lambda d: len(d.find_elements(By.CSS_SELECTOR, "#tiles dd")) > 5)
        self.wait("no chart comes", lambda d: d.find_elements(By.CSS_SELECTOR, "#chunks svg .series"))
        self.note("console", self.console())

    def wait(self, problem, condition):
        try:
            WebDriverWait(self.driver, PATIENCE).until(condition)
        except TimeoutException:
            self.note("live", [problem])

    def picture(self, name):
        if self.folder:
            data = self.driver.execute_cdp_cmd(
                "Page.captureScreenshot", {"format": "png", "captureBeyondViewport": True}
            )["data"]
            pathlib.Path(self.folder, f"{name}.png").write_bytes(base64.b64decode(data))

    def use(self):
        self.show(browse_report.WIDTHS[2], "light")
        self.open()
        self.driver.find_element(By.ID, "word").send_keys(MARK, Keys.ENTER)
        self.wait("a mark does not show", lambda d: MARK in d.find_element(By.ID, "marks").text)
        self.wait("a mark is in no chart", lambda d: d.find_elements(By.CSS_SELECTOR, "#ttft .eventline"))
        self.picture("marked")
        self.driver.find_element(By.ID, "stop").send_keys(Keys.ENTER)
        # The focus is on the way back, so that a second Enter ends nothing.
        if self.driver.switch_to.active_element.get_attribute("id") != "no":
            self.note("live", ["the focus is not on 'Go on'"])
        self.driver.find_element(By.ID, "yes").send_keys(Keys.ENTER)
        self.wait("the page does not become the report", lambda d: d.current_url.endswith("/report"))
        self.wait("the report is not whole", lambda d: d.find_elements(By.CSS_SELECTOR, "#trust, #load"))
        self.picture("report")
        self.note("console", self.console())


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    driver = browse_report.start()
    page = LiveVisit(driver, sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else None)
    try:
        for width, scheme in ((390, "light"), (browse_report.WIDTHS[1], "dark"), (1280, "light")):
            page.look(width, scheme)
            page.picture(f"{width}-{scheme}")
        page.use()
    except WebDriverException as error:
        page.note("browser", [str(error.msg)[:300]])
    finally:
        driver.quit()
    print(json.dumps(page.problems, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
