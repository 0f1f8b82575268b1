import Testing

@testable import Engine

/// What a page for a browser says where an answer was due.
@Suite struct MarkupPageTests {
    @Test(arguments: [
        (
            "<!DOCTYPE html>\n<html><head><title>501 Not\n Implemented</title></head>",
            "501 Not Implemented"
        ),
        ("  <HTML><BODY><H1 class=x>Bad &amp; gone</H1><p>more</p></BODY></HTML>", "Bad & gone"),
        ("<html><body>Only <b>text</b></body></html>", "Only text"),
        ("<html><title>Ünder Çare</title>", "Ünder Çare"),
        ("<html><title>cut off", "cut off"),
    ])
    func `is told by its title, else by its text`(page: String, words: String) {
        #expect(MarkupPage.words(in: page) == "a web page: \(words)")
    }

    @Test(arguments: ["<html>", "<!doctype html><title></title>"])
    func `may say nothing`(page: String) {
        #expect(MarkupPage.words(in: page) == "a web page without a title")
    }

    @Test(arguments: ["", "{\"error\": \"<html>\"}", "no such page <title>x</title>", "<xml/>"])
    func `is nothing else`(text: String) {
        #expect(MarkupPage.words(in: text) == nil)
    }

    @Test func `hides secrets in it`() {
        let message = FailureMessage(secrets: ["sk-secret-1234"])
        let page = "<html><title>no sk-secret-1234 here</title></html>"
        let line = message.line(inBand: nil, document: Array(page.utf8), transfer: nil)
        #expect(line == "a web page: no … here" || line?.contains("sk-secret") == false)
        #expect(line?.hasPrefix("a web page: no ") == true)
    }
}
