internal import Analysis
internal import RunModel

/// What is said of the runs of a trend.
extension TrendWording {
    /// `3f2a91bc, 2026-03-12 04:10, a1b2c3d4e “Batch prefills”`.
    static func run(_ run: TrendRun) -> String {
        [
            HistoryTable.short(run.id), RunTime(run.started).text,
            [
                run.labels.shortCommit.map { clipped($0, 9) },
                run.subject.map { "“\(clipped($0, 60))”" },
            ].compactMap { $0 }.joined(separator: " "),
        ].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    /// What was said of a run, and why it does not count.
    static func remarks(_ run: TrendRun, clippedTo most: Int = 120) -> [String] {
        [
            run.leftOut.map { reason in
                leftOut(reason)
                    + (run.leftOutText.map { $0.isEmpty ? "" : ": \(clipped($0, most))" } ?? "")
            },
            run.blessing.map { "blessed" + ($0.isEmpty ? "" : ": \(clipped($0, most))") },
            run.baselines.isEmpty
                ? nil : "baseline \(clipped(run.baselines.joined(separator: ", "), most))",
        ].compactMap { $0 }
    }

    static func leftOut(_ reason: PassedOver.Reason) -> String {
        switch reason {
        case .excluded: "excluded"
        case .ended: "not completed"
        case .notTrustworthy: "not trustworthy"
        case .regression: "judged a regression"
        case .suspect: "suspect"
        case .changedMidway: "changed in their midst"
        case .coldStart: "begun cold"
        case .otherWork: "other work"
        case .beforeBlessing: "before a blessed run"
        }
    }

    /// `57 of 60 runs count, from 2026-01-02 04:10 to 2026-03-20 04:12`.
    static func extent(_ trend: HistoryTrend) -> String {
        guard let first = trend.runs.first, let last = trend.runs.last else { return "no run" }
        let all = Wording.plural(trend.runs.count, "run")
        let counted =
            trend.countedRuns == trend.runs.count
            ? all : "\(QuantityFormat.count(trend.countedRuns)) of \(all) count"
        return counted + ", from \(RunTime(first.started).text) to \(RunTime(last.started).text)"
    }

    /// `2 excluded`, `1 other work: load.concurrency`; a reason each.
    static func census(_ trend: HistoryTrend) -> [String] {
        PassedOver.Reason.allCases.compactMap { reason in
            let runs = trend.runs.filter { $0.leftOut == reason }
            guard let last = runs.last else { return nil }
            let text = last.leftOutText.flatMap { $0.isEmpty ? nil : ": \(clipped($0, 100))" }
            return "\(QuantityFormat.count(runs.count)) \(leftOut(reason))\(text ?? "")"
        }
    }

    private static let mostOthers = 4

    /// What else there is, and how to see it; nil for nothing.
    static func others(_ trend: HistoryTrend) -> String? {
        guard !trend.others.isEmpty else { return nil }
        let shown = trend.others.prefix(mostOthers).map { other in
            let branch = other.branch.map { " on \(clipped($0, 40))" } ?? ""
            let kind = other.kind == .run ? "" : ", \(kind(other.kind))"
            return "\(clipped(other.series, 40))\(branch)\(kind) "
                + "(\(QuantityFormat.count(other.runs)))"
        }
        let rest = trend.others.count - shown.count
        return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
            + ": --series and --branch show them"
    }

    static func tooFew(_ metric: MetricTrend) -> String {
        "too few runs (\(metric.points.count { $0.value != nil }); it takes 6)"
    }

    /// By what rules changes were found.
    static func method(_ trend: HistoryTrend) -> [String] {
        [
            "A change point is a place at which three runs or more in a row lie on another level than "
                + "those before: one run out of line, or two, are none.",
            "It is found where the chance of so clear a step at any place is below 1 % without one; "
                + "intervals hold with 95 %.",
            "A change matters from \(QuantityFormat.tick(trend.rules.smallestEffect * 100)) % on, "
                + "of some metrics from a floor of their own on (docs/comparing.md).",
        ]
    }
}

/// When a run began, as a table has it.
struct RunTime {
    /// `2026-03-12 04:10`.
    let text: String
    let day: String
    /// `04:10`.
    let clock: String

    /// Text that is no time stands for itself, cut.
    init(_ started: String) {
        let bytes = Array(started.utf8.prefix(16))
        let isTime =
            bytes.count == 16
            && bytes.enumerated().allSatisfy { place, byte in
                switch place {
                case 4, 7: byte == UInt8(ascii: "-")
                case 10: byte == UInt8(ascii: "T") || byte == UInt8(ascii: " ")
                case 13: byte == UInt8(ascii: ":")
                default: (48...57).contains(byte)
                }
            }
        guard isTime else {
            text = TrendWording.clipped(started, 16)
            (day, clock) = (TrendWording.clipped(started, 10), "")
            return
        }
        day = String(decoding: bytes[..<10], as: UTF8.self)
        clock = String(decoding: bytes[11...], as: UTF8.self)
        text = "\(day) \(clock)"
    }

    var year: Substring { day.prefix(4) }

    /// `12 Mar`; the day as it stands where it is none.
    var shortDay: String {
        let parts = day.split(separator: "-")
        guard parts.count == 3, let month = Int(parts[1]), let number = Int(parts[2]),
            (1...12).contains(month)
        else { return day }
        return "\(number) \(Self.months[month - 1])"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
