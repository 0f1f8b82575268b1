internal import RunModel

/// The lines about how a target refuses, and what that does to others.
struct ErrorFindings {
    let refusals: [RefusalCount]
    let harm: StreamHarm?

    var findings: [LimitFinding] {
        [shape, effect].compactMap { $0 }
    }

    private var shape: LimitFinding? {
        guard let first = refusals.first else { return nil }
        let total = refusals.map(\.count).reduce(0, +)
        let forms = refusals.map(Self.words)
        let named = refusals.count == 1 ? forms[0] : forms.prefix(3).joined(separator: "; ")
        let said = first.message.map { ", the first: \"\($0)\"" } ?? ""
        return LimitFinding(
            .errorShape, observed: named,
            reason: refusals.count == 1
                ? "all \(total) refusals\(said)"
                : "\(first.count) of \(total) refusals are of the first form\(said)")
    }

    private static func words(_ refusal: RefusalCount) -> String {
        var parts: [String] = []
        if refusal.isInBand {
            parts.append("\(refusal.status ?? 200) and an error event in the stream")
        } else if let status = refusal.status, (200..<300).contains(status) {
            parts.append("\(status) and an error as its body")
        } else if let status = refusal.status {
            parts.append(String(status))
        } else {
            return "connection closed without an answer"
        }
        if refusal.isErrorObject {
            let names = [
                refusal.type.map { "type \($0)" }, refusal.code.map { "code \($0)" },
            ].compactMap { $0 }
            parts.append((["error object of OpenAI's form"] + names).joined(separator: ", "))
        } else {
            parts.append("no error object of OpenAI's form")
            parts += refusal.code.map { ["code \($0)"] } ?? []
        }
        return parts.joined(separator: ", ")
    }

    private var effect: LimitFinding? {
        guard let harm else { return nil }
        guard harm.streams >= 2, let before = harm.gapBeforeMilliseconds,
            let low = harm.lowMilliseconds, let high = harm.highMilliseconds
        else {
            return LimitFinding(
                .harm, verdict: .cannotTell,
                reason:
                    "in too few rounds gaps were seen both before others were refused and meanwhile"
            )
        }
        let interval =
            "\(Self.signed(low)) to \(Self.signed(high)) ms to a gap of "
            + "\(FindingWords.milliseconds(before)) (95 % interval, \(harm.streams) streams)"
        let broke = harm.broken == 0 ? "none broke" : "\(harm.broken) broke"
        if low > 0.05 * before {
            return LimitFinding(
                .harm, observed: "slower while others are refused",
                reason: "it added \(interval), and \(broke)")
        }
        guard harm.broken == 0 else {
            return LimitFinding(
                .harm, observed: "\(harm.broken) of \(harm.streams) broke",
                verdict: .cannotTell,
                reason: "gaps changed by \(interval), but \(broke) meanwhile, for this or another "
                    + "reason")
        }
        // An interval as wide as the gap itself says nothing.
        guard high < 0.5 * before else {
            return LimitFinding(
                .harm, verdict: .cannotTell, reason: "the change lies between \(interval): too wide"
            )
        }
        // "None" never stands beside an interval that leaves out none.
        return LimitFinding(
            .harm,
            observed: low > 0
                ? "a little slower while others are refused"
                : high < 0 ? "a little faster while others are refused" : "none seen",
            reason: "gaps changed by \(interval), and \(broke)")
    }

    private static func signed(_ value: Double) -> String {
        let rounded = (value * 100).rounded() / 100
        // No sign before a zero.
        return rounded > 0 ? "+\(rounded)" : "\(rounded == 0 ? 0 : rounded)"
    }
}
