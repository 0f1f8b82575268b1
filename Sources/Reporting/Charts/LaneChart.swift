internal import Analysis

/// Streams over time in lanes that are used again: the wait and the output of each, how it ended, the
/// attempts that were turned away above them, and the lines that should not be crossed.
struct LaneChart {
    struct Ceiling {
        let streams: Int
        /// What it is called beside the drawing.
        let name: String
        /// The class of its line.
        let style: String
    }

    let entries: [LimitsTimeline.Entry]
    let ceilings: [Ceiling]
    /// Where streams beyond the ceiling are kept waiting, the ceiling.
    var queueingAbove: Int?

    /// A ceiling far above all that was seen is named and not drawn.
    private static let mostLanes = 20_000
    private var drawable: [Ceiling] { ceilings.filter { $0.streams <= Self.mostLanes } }

    private var admitted: [LimitsTimeline.Entry] {
        entries.filter { $0.state == .accepted || $0.state == .failed }
    }

    private var turnedAway: [LimitsTimeline.Entry] {
        entries.filter { $0.state == .refused || $0.state == .noAnswer }
    }

    func figure(name: String, title: String, note: String = "") -> Figure? {
        guard let first = entries.map(\.sent).min(), let last = entries.map(\.closed).max(),
            first < last
        else { return nil }
        let margin = (last - first) * 0.01
        let scale = LinearScale(
            max(0, first - margin)...last + margin, from: 0, to: WideDrawing.width, tickCount: 6)
        let lanes = StreamLanes(admitted, queueingAbove: queueingAbove)
        let marks = MarkRows(turnedAway.map(\.sent), scale)
        let frame = LaneFrame(
            lanes: max(lanes.count, drawable.map(\.streams).max() ?? 0), markRows: marks.count)
        var drawing = WideDrawing(height: frame.height, style: "lanechart")
        drawing.properties = frame.properties
        drawing.gridLines(scale)
        draw(lanes, frame, scale, &drawing)
        draw(marks, frame, scale, &drawing)
        draw(drawable, frame, &drawing)
        return Figure(
            title, legend: legend(lanes),
            drawing: drawing.rendered(
                name: name, title: title, description: description(lanes), scale, TickFormat(),
                axis: "seconds since the run began"),
            note: note)
    }

    /// One that we left before it was answered has not failed.
    private static func isFailed(_ entry: LimitsTimeline.Entry) -> Bool {
        entry.state == .failed && entry.ending != "cancel" && entry.ending != "cut"
    }

    // MARK: Lanes

    private func draw(
        _ lanes: StreamLanes, _ frame: LaneFrame, _ scale: LinearScale,
        _ drawing: inout WideDrawing
    ) {
        let admitted = admitted
        var waits = ""
        var ends: [String: String] = [:]
        for stay in lanes.stays {
            let entry = admitted[stay.entry]
            let y = ChartSVG.number(frame.middle(of: stay.lane))
            let x = { (time: Double) in ChartSVG.number(scale.position(of: time)) }
            let output = Self.outputStart(stay, entry)
            if output > stay.start { waits += "M\(x(stay.start)) \(y)H\(x(output))" }
            guard !stay.isWaiting || stay.end >= entry.closed else { continue }
            if output < stay.end {
                drawing.path(
                    Self.style(entry), "M\(x(output)) \(y)H\(x(stay.end))", title: words(entry))
            }
            ends[Self.endStyle(entry), default: ""] += "M\(x(stay.end)) \(y)h0"
        }
        drawing.path("wait \(Self.toggle(.wait))", waits)
        for (style, data) in ends.sorted(by: { $0.key < $1.key }) where !style.isEmpty {
            drawing.path(style, data)
            if style.hasPrefix("ring") { drawing.path(style + " inner", data) }
        }
        for tick in frame.laneTicks {
            drawing.label("due", "\(tick)", top: frame.top(of: tick - 1) + frame.pitch / 2 - 7)
        }
    }

    /// From when on a stay is drawn as a bar. A whole answer has no output until its end, and is one bar.
    private static func outputStart(
        _ stay: StreamLanes.Stay, _ entry: LimitsTimeline.Entry
    ) -> Double {
        if stay.isWaiting { return stay.end }
        guard entry.isStreaming else { return stay.start }
        return max(stay.start, min(stay.end, entry.answered ?? stay.end))
    }

    /// A refused stream is a mark at its moment; many at one moment stand one above the other.
    private func draw(
        _ marks: MarkRows, _ frame: LaneFrame, _ scale: LinearScale,
        _ drawing: inout WideDrawing
    ) {
        for (entry, row) in zip(turnedAway, marks.rows) {
            let place =
                "M\(ChartSVG.number(scale.position(of: entry.sent))) "
                + "\(ChartSVG.number(frame.markMiddle(of: row)))h0"
            let toggle = Self.toggle(.turnedAway)
            drawing.path("away \(toggle)", place, title: words(entry))
            if entry.state == .noAnswer { drawing.path("away inner \(toggle)", place) }
        }
        if !turnedAway.isEmpty {
            drawing.label("due bad", "refused", top: frame.markMiddle(of: 0) - 7)
        }
    }

    private func draw(_ ceilings: [Ceiling], _ frame: LaneFrame, _ drawing: inout WideDrawing) {
        drawing.ceilings(
            ceilings.map {
                (y: frame.top(of: $0.streams - 1), name: $0.name, style: $0.style)
            })
    }

    // MARK: Styles

    private enum Mark: Int {
        case output
        case wait
        case whole
        case turnedAway
        case cancel
        case cut
        case failed
    }

    private static func toggle(_ mark: Mark) -> String { "t\(mark.rawValue)" }

    private static func style(_ entry: LimitsTimeline.Entry) -> String {
        if isFailed(entry) { return "stay failing \(toggle(.failed))" }
        return entry.isStreaming
            ? "stay m-streaming \(toggle(.output))" : "stay m-non_streaming \(toggle(.whole))"
    }

    private static func endStyle(_ entry: LimitsTimeline.Entry) -> String {
        if isFailed(entry) { return "square bad \(toggle(.failed))" }
        return switch entry.ending {
        case "cancel": "ring \(toggle(.cancel))"
        case "cut": "square \(toggle(.cut))"
        default: ""
        }
    }

    private func legend(_ lanes: StreamLanes) -> [LegendEntry] {
        let admitted = admitted
        let accepted = admitted.filter { !Self.isFailed($0) }
        let entries: [(Bool, Mark, String, String)] = [
            (
                accepted.contains(where: \.isStreaming), .output, "staykey m-streaming",
                "a stream's output"
            ),
            (!lanes.stays.isEmpty, .wait, "waitkey", "sent, no output yet"),
            (
                accepted.contains { !$0.isStreaming }, .whole, "staykey m-non_streaming",
                "a non-streaming answer"
            ),
            (!turnedAway.isEmpty, .turnedAway, "awaykey", "turned away"),
            (accepted.contains { $0.ending == "cancel" }, .cancel, "ringkey", "cancelled"),
            (accepted.contains { $0.ending == "cut" }, .cut, "squarekey", "connection cut"),
            (admitted.contains(where: Self.isFailed), .failed, "squarekey bad", "failed"),
        ]
        return entries.filter(\.0).map { LegendEntry($0.1.rawValue, key: $0.2, $0.3) }
    }

    // MARK: Words

    private func words(_ entry: LimitsTimeline.Entry) -> String {
        let sent =
            "request \(entry.request) (\(entry.probe)), sent at "
            + "\(QuantityFormat.fixed(entry.sent, decimals: 2)) s: "
        let status = entry.status.map { " (\($0))" } ?? ""
        guard entry.state == .accepted || entry.state == .failed && !Self.isFailed(entry) else {
            return sent + LimitsWording.state(entry.state) + status
        }
        let lasted = QuantityFormat.latency(milliseconds: (entry.closed - entry.sent) * 1000)
        let first = entry.answered.map {
            "first output after "
                + QuantityFormat.latency(milliseconds: ($0 - entry.sent) * 1000) + ", "
        }
        return sent + (first ?? "") + "\(LimitsWording.ending(entry.ending)) after \(lasted)"
    }

    private func description(_ lanes: StreamLanes) -> String {
        let output = lanes.stays.filter { !$0.isWaiting }.map(\.lane).max().map { $0 + 1 } ?? 0
        let accepted = admitted.filter { $0.state == .accepted }
        let ends = ["end", "cancel", "cut"].compactMap { ending -> String? in
            let count = accepted.count { $0.ending == ending }
            return count == 0 ? nil : "\(count) \(LimitsWording.ending(ending))"
        }
        return "\(Wording.plural(accepted.count, "request")) let in"
            + (ends.isEmpty ? "" : " (\(ends.joined(separator: ", ")))")
            + ", at most \(output) at the same time; \(turnedAway.count) turned away. "
            + ceilings.map { "\($0.name)." }.joined(separator: " ")
    }
}

/// Where the lanes of a drawing lie: the first at the bottom, and above them the marks of who was turned
/// away.
struct LaneFrame {
    private static let markPitch = 9.0

    let lanes: Int
    let markRows: Int

    /// Many lanes are thin, so that the whole stays on a screen.
    var pitch: Double { max(3, min(14, 420 / Double(max(lanes, 1)))) }
    private var marksHeight: Double { markRows == 0 ? 8 : Double(markRows) * Self.markPitch + 14 }
    var height: Double { (marksHeight + Double(lanes) * pitch).rounded(.up) }

    func top(of lane: Int) -> Double { height - Double(lane + 1) * pitch }
    func middle(of lane: Int) -> Double { top(of: lane) + pitch / 2 }
    func markMiddle(of row: Int) -> Double { marksHeight - 13 - Double(row) * Self.markPitch }

    /// How thick bars and the marks of their ends are.
    var properties: String {
        let (bar, mark) = (max(2, pitch * 0.6), max(3, min(8, pitch * 0.8)))
        return "--lane:\(ChartSVG.number(bar))px;--dot:\(ChartSVG.number(mark))px"
    }

    /// Numbers of lanes that are written: the first, and every so manieth.
    var laneTicks: [Int] {
        let step = [1, 2, 5, 10, 20, 50, 100].first { Double($0) * pitch >= 24 } ?? 100
        return lanes == 0
            ? [] : [1] + stride(from: step, through: lanes, by: step).filter { $0 > 1 }
    }
}

/// Rows for marks that would lie on each other, the lowest first.
struct MarkRows {
    private static let most = 6

    /// The row of each mark, in the order given.
    private(set) var rows: [Int] = []
    private(set) var count = 0

    init(_ times: [Double], _ scale: LinearScale) {
        var ends: [Double] = []
        let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
        rows = Array(repeating: 0, count: times.count)
        for index in order {
            let x = scale.position(of: times[index])
            let row = ends.firstIndex { $0 <= x } ?? ends.count
            if row < Self.most {
                if row == ends.count { ends.append(0) }
                ends[row] = x + 8
                rows[index] = row
            } else {
                rows[index] = Self.most - 1
            }
        }
        count = ends.count
    }
}
