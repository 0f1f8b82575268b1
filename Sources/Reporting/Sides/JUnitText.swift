/// Test cases as JUnit's XML, for the pages of a CI system.
///
/// There is no standard; this keeps to what Jenkins' schema (xunit plugin, junit-10.xsd) allows and GitLab reads.
struct JUnitText {
    enum Result: Equatable {
        case passed(String)
        case failure(String)
        case error(String)
        case skipped(String)
    }

    struct Case {
        let className: String
        let name: String
        let result: Result
    }

    let name: String
    /// What every failure is called.
    let failureType: String
    let cases: [Case]

    func text() -> String {
        func count(_ isCounted: (Result) -> Bool) -> Int { cases.count { isCounted($0.result) } }
        let failures = count { if case .failure = $0 { true } else { false } }
        let errors = count { if case .error = $0 { true } else { false } }
        let skipped = count { if case .skipped = $0 { true } else { false } }
        let counts =
            #"name="\#(Self.escaped(name))" tests="\#(cases.count)" failures="\#(failures)" "#
            + #"errors="\#(errors)""#
        return #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n<testsuites \(counts) time=\"0\">\n"
            + "<testsuite \(counts) skipped=\"\(skipped)\" time=\"0\">\n"
            + cases.map(element).joined() + "</testsuite>\n</testsuites>\n"
    }

    private func element(_ found: Case) -> String {
        let head =
            #"<testcase classname="\#(Self.escaped(found.className))" name="\#(Self.escaped(found.name))" "#
            + #"time="0">"#
        let content =
            switch found.result {
            case .passed(let text): "<system-out>\(Self.escaped(text))</system-out>"
            case .failure(let text): Self.problem("failure", failureType, text)
            case .error(let text): Self.problem("error", "unusable", text)
            case .skipped(let text):
                #"<skipped message="\#(Self.escaped(Self.firstLine(text)))">"#
                    + Self.escaped(text) + "</skipped>"
            }
        return head + content + "</testcase>\n"
    }

    /// Some readers show the message alone, some the text alone.
    private static func problem(_ element: String, _ type: String, _ text: String) -> String {
        #"<\#(element) message="\#(escaped(firstLine(text)))" type="\#(type)">"#
            + escaped(text) + "</\(element)>"
    }

    private static func firstLine(_ text: String) -> String {
        String(text.prefix { $0 != "\n" })
    }

    /// Escaped for content and attributes; what XML 1.0 allows in no form becomes a space.
    static func escaped(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var result = ""
            for scalar in TerminalText.harmless(String(line)).unicodeScalars {
                switch scalar {
                case "<": result += "&lt;"
                case ">": result += "&gt;"
                case "&": result += "&amp;"
                case "\"": result += "&quot;"
                case "'": result += "&apos;"
                case _ where scalar.value & 0xFFFE == 0xFFFE: result += " "
                default: result.unicodeScalars.append(scalar)
                }
            }
            return result
        }.joined(separator: "\n")
    }
}
