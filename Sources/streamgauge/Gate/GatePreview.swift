import Analysis
import History
import Reporting
import RunModel

/// What a gate says beforehand: what it will send, against what it will be held, and which change would show.
struct GatePreview {
    let subject: any GateSubject
    let options: GateOptions
    let history: GateHistory

    init(_ subject: any GateSubject, _ options: GateOptions, _ history: GateHistory) {
        self.subject = subject
        self.options = options
        self.history = history
    }

    /// One line for the beginning of a run.
    var line: String {
        "Gate '\(subject.plan.name)' against \(baseline)\(release)."
    }

    /// The requests before the run that see whether its targets are ready; nil where nobody looks.
    var readiness: String? {
        guard subject.hasReadiness, !options.noReadiness else { return nil }
        return ReadinessProbe.announcement(targets: subject.plan.against == nil ? 1 : 2)
    }

    /// All of it.
    var text: String {
        var lines = [line, subject.announcement]
        if let readiness { lines.insert(readiness, at: 1) }
        if options.confirm > 0, subject.kind != .limits {
            let more = options.confirm == 1 ? "one more run" : "\(options.confirm) more runs"
            lines.append("What looks worse is measured again: up to \(more) as large.")
        }
        if let seconds = history.seconds {
            lines.append("The last run took \(Int(seconds.rounded())) s.")
        }
        lines += detectable
        return lines.joined(separator: "\n") + "\n"
    }

    private var baseline: String {
        guard let like = history.judge.past.last(where: { $0.fault == nil }) else {
            return "nothing yet: the history has no run of it that counts"
        }
        let count = history.judge.recentChoice(for: like.asNew).runs.count
        let branch = history.judge.branch.map { " of \($0)" } ?? ""
        return count == 1 ? "the last run\(branch)" : "the last \(count) runs\(branch)"
    }

    private var release: String {
        history.judge.release.map { " and the baseline '\($0)'" } ?? ""
    }

    /// By the spread of the runs that there are.
    private var detectable: [String] {
        guard let like = history.judge.past.last(where: { $0.fault == nil }),
            let sides = history.judge.findings(of: [like.asNew]).recent.sides
        else { return [] }
        guard sides.unit == .pastRun else {
            return [
                "Fewer than \(SideRules.fewestPastRuns) runs: it will be judged by "
                    + (subject.kind == .capacity ? "its own interval" : "rounds")
                    + ", and what would show "
                    + "is known from \(SideRules.fewestPastRuns) runs on."
            ]
        }
        let found = DetectableText.lines(sides)
        return found.isEmpty ? [] : ["One run would show, in 80 of 100 cases:"] + found
    }
}

extension PastRun {
    /// The same run as if it were new, so that its own place in the history is kept.
    fileprivate var asNew: PastRun {
        var run = self
        run.id = "~"
        return run
    }
}
