package import Analysis
internal import RunModel

/// junit.xml: a test case a metric, for the pages of a CI system.
///
/// There is no standard; this keeps to what Jenkins' schema (xunit plugin, junit-10.xsd) allows and GitLab
/// reads. What is no word for "not worse" never passes: without a word a case is skipped with its reason,
/// and what keeps the sides from being compared is an error.
package struct SidesJUnit {
    private let comparison: SideComparison

    private static let className = "streamgauge.compare"

    package init(_ comparison: SideComparison) {
        self.comparison = comparison
    }

    private enum Result: Equatable {
        case passed(String)
        case failure(String)
        case error(String)
        case skipped(String)
    }

    private struct Case {
        let name: String
        let result: Result
    }

    /// The whole text; the same comparison gives the same bytes.
    package func text() -> String {
        let cases = [comparable, judged] + comparison.metrics.map(metric)
        func count(_ isCounted: (Result) -> Bool) -> Int { cases.count { isCounted($0.result) } }
        let failures = count { if case .failure = $0 { true } else { false } }
        let errors = count { if case .error = $0 { true } else { false } }
        let skipped = count { if case .skipped = $0 { true } else { false } }
        let counts =
            #"name="streamgauge compare" tests="\#(cases.count)" failures="\#(failures)" "#
            + #"errors="\#(errors)""#
        return #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n<testsuites \(counts) time=\"0\">\n"
            + "<testsuite \(counts) skipped=\"\(skipped)\" time=\"0\">\n"
            + cases.map(element).joined() + "</testsuite>\n</testsuites>\n"
    }

    // MARK: Cases

    private var comparable: Case {
        let sentences = comparison.hindrances.map { SidesWording.sentence($0, in: comparison) }
        let isHindered = !sentences.isEmpty || comparison.verdict == .notComparable
        return Case(
            name: "comparable",
            result: isHindered
                ? .error(([SidesWording.headline(comparison)] + sentences).joined(separator: "\n"))
                : .passed("both sides did the same work, and their numbers can be trusted"))
    }

    /// Whether anything was judged at all, and whether what decides could be told.
    private var judged: Case {
        let sentence = SidesWording.headline(comparison)
        let census = SidesWording.census(comparison).joined(separator: "; ")
        let result: Result =
            switch comparison.verdict {
            case .notComparable: .skipped(sentence)
            case .nothingJudged: .error(sentence)
            // A gate that could not tell has not passed.
            case .cannotTell: .failure(sentence)
            case .regression, .noRegression: .passed(census)
            }
        return Case(name: "judged", result: result)
    }

    private func metric(_ verdict: MetricVerdict) -> Case {
        let name = "\(verdict.metric.rawValue) \(verdict.mode.rawValue)"
        let sentence = SidesWording.sentence(verdict, in: comparison)
        let reason = [
            SidesWording.name(verdict, in: comparison), SidesWording.word(verdict.word),
            SidesWording.remark(verdict, in: comparison),
        ].compactMap { $0 }.joined(separator: ": ")
        guard comparison.hindrances.isEmpty, comparison.verdict != .notComparable else {
            return Case(name: name, result: .skipped("the sides are not comparable"))
        }
        let band = SidesWording.band(verdict).map { "; \($0) matters" } ?? ""
        let result: Result =
            switch verdict.word {
            case .worse:
                verdict.isAdvisory
                    ? .skipped("\(sentence), which only advises") : .failure(sentence + band)
            case .better, .same: .passed(sentence + band)
            case .cannotTell, .unfit, .notJudged: .skipped(reason)
            }
        return Case(name: name, result: result)
    }

    // MARK: XML

    private func element(_ found: Case) -> String {
        let head =
            #"<testcase classname="\#(Self.className)" name="\#(Self.escaped(found.name))" time="0">"#
        let content =
            switch found.result {
            case .passed(let text): "<system-out>\(Self.escaped(text))</system-out>"
            case .failure(let text):
                Self.problem("failure", comparison.verdict.rawValue, text)
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
