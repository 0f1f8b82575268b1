internal import RunModel

/// A chart drawn as inline SVG, whose colours come from the page's style classes, so that it follows
/// light and dark.
///
/// Drawn 360 wide: a page sets three side by side, and on a telephone of that width its letters are
/// hardly smaller than drawn.
struct ChartSVG {
    typealias Point = (x: Double, y: Double)

    static let width = 360.0
    static let height = 222.0
    /// The inner edges of the plot.
    static let left = 46.0
    static let right = 350.0
    static let top = 26.0
    static let bottom = 180.0

    let height: Double
    /// Where the horizontal axis lies.
    var floor: Double { height - (Self.height - Self.bottom) }
    private var elements: [String] = []

    init(height: Double = ChartSVG.height) {
        self.height = height
    }

    /// Marks of one series: `style` names its colour and the legend's entry that hides it.
    mutating func group(_ style: String, _ draw: (inout ChartSVG) -> Void) {
        elements.append(#"<g class="\#(style)">"#)
        draw(&self)
        elements.append("</g>")
    }

    mutating func rectangle(
        _ style: String, x: Double, y: Double, width: Double, height: Double, title: String = ""
    ) {
        add(
            "rect",
            #"class="\#(style)" x="\#(Self.number(x))" y="\#(Self.number(y))" "#
                + #"width="\#(Self.number(width))" height="\#(Self.number(height))""#, title)
    }

    mutating func line(_ style: String, x1: Double, y1: Double, x2: Double, y2: Double) {
        add(
            "line",
            #"class="\#(style)" x1="\#(Self.number(x1))" y1="\#(Self.number(y1))" "#
                + #"x2="\#(Self.number(x2))" y2="\#(Self.number(y2))""#, "")
    }

    mutating func path(_ style: String, _ points: [Point]) {
        guard points.count > 1 else { return }
        add("polyline", #"class="\#(style)" points="\#(Self.list(points))""#, "")
    }

    /// Short strokes upright, all in one path, which keeps hundreds of them small.
    mutating func strokes(_ style: String, _ places: [Double], from top: Double, height: Double) {
        guard !places.isEmpty else { return }
        let moves = places.map { "M\(Self.number($0)) \(Self.number(top))v\(Self.number(height))" }
        add("path", #"class="\#(style)" d="\#(moves.joined())""#, "")
    }

    mutating func area(_ style: String, _ points: [Point]) {
        guard points.count > 2 else { return }
        add("polygon", #"class="\#(style)" points="\#(Self.list(points))""#, "")
    }

    mutating func dot(_ style: String, _ point: Point, radius: Double = 2.2, title: String = "") {
        add(
            "circle",
            #"class="\#(style)" cx="\#(Self.number(point.x))" cy="\#(Self.number(point.y))" "#
                + #"r="\#(Self.number(radius))""#, title)
    }

    /// The mark of a value: a dot for streams, a diamond for whole answers, so that no one needs the
    /// colour.
    mutating func mark(_ mode: ResponseMode, _ point: Point, title: String = "") {
        guard mode == .nonStreaming else { return dot("point", point, radius: 3.2, title: title) }
        diamond("point", point, title: title)
    }

    mutating func diamond(_ style: String, _ point: Point, title: String = "") {
        let (x, y, r) = (point.x, point.y, 4.2)
        let corners = Self.list([(x, y - r), (x + r, y), (x, y + r), (x - r, y)])
        add("polygon", #"class="\#(style)" points="\#(corners)""#, title)
    }

    /// A text whose `start`, `middle` or `end` (the anchor) lies at x.
    mutating func text(_ text: String, x: Double, y: Double, anchor: String, style: String = "") {
        let name = style.isEmpty ? "" : #"class="\#(style)" "#
        elements.append(
            #"<text \#(name)x="\#(Self.number(x))" y="\#(Self.number(y))" "#
                + #"text-anchor="\#(anchor)">\#(Markup(text).html)</text>"#)
    }

    /// Ticks below the plot, and the name of the quantity under them.
    mutating func horizontalAxis(_ scale: any AxisScale, label: String, _ format: TickFormat) {
        let start = scale.position(of: scale.domain.lowerBound)
        line("axis", x1: start, y1: floor, x2: Self.right, y2: floor)
        var free = -Double.infinity
        for tick in scale.ticks {
            let x = scale.position(of: tick)
            line("axis", x1: x, y1: floor, x2: x, y2: floor + 4)
            let label = format.text(tick)
            // A letter is about 6.6 wide; labels that would touch are left out.
            let half = Double(label.count) * 3.3
            guard x - half > free else { continue }
            let shifted = min(x, Self.width - half)
            text(label, x: shifted, y: floor + 17, anchor: "middle")
            free = shifted + half + 4
        }
        text(
            label, x: (Self.left + Self.right) / 2, y: height - 7, anchor: "middle",
            style: "label")
    }

    /// Grid lines with their values; the quantity is named at the top, where nothing turns the head.
    mutating func verticalAxis(_ scale: any AxisScale, label: String, _ format: TickFormat) {
        for tick in scale.ticks {
            let y = scale.position(of: tick)
            line("grid", x1: Self.left, y1: y, x2: Self.right, y2: y)
            text(format.text(tick), x: Self.left - 6, y: y + 4, anchor: "end")
        }
        text(label, x: 0, y: 12, anchor: "start", style: "label")
    }

    /// The whole element. `name` is unique in the page; `title` and `description` say what the chart
    /// shows, and what there is to see in it in numbers, to who does not see it.
    func rendered(name: String, title: String, description: String) -> Drawing {
        let markup = Markup(
            trusted: #"<svg class="chart" viewBox="0 0 \#(Self.number(Self.width)) "#
                + #"\#(Self.number(height))" role="img" "#
                + #"aria-labelledby="\#(name)-title \#(name)-desc">"#
                + #"<title id="\#(name)-title">\#(Markup(title).html)</title>"#
                + #"<desc id="\#(name)-desc">\#(Markup(description).html)</desc>"#
                + elements.joined() + "</svg>")
        return Drawing(
            name: name, markup: markup, elements: elements.joined(), width: Self.width,
            height: height)
    }

    private mutating func add(_ element: String, _ attributes: String, _ title: String) {
        elements.append(
            title.isEmpty
                ? "<\(element) \(attributes)/>"
                : "<\(element) \(attributes)><title>\(Markup(title).html)</title></\(element)>")
    }

    private static func list(_ points: [Point]) -> String {
        points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
    }

    /// A tenth is finer than a screen shows. Made of integers: a page has tens of thousands.
    static func number(_ value: Double) -> String {
        // No place of the drawing; the table beside it has the value.
        guard value.isFinite, abs(value) < 1e9 else { return "0" }
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let rest = tenths.magnitude % 10
        return "\(sign)\(tenths.magnitude / 10)" + (rest == 0 ? "" : ".\(rest)")
    }
}

/// How an axis writes its ticks: divided by its unit, with the decimals that tell neighbours apart.
struct TickFormat {
    private let scale: Double
    private let suffix: String
    /// Whether what lies above 0 says so.
    private let isSigned: Bool

    init(unit: LatencyUnit? = nil, suffix: String = "", isSigned: Bool = false) {
        self.init(scale: 1 / (unit?.milliseconds ?? 1), suffix: suffix, isSigned: isSigned)
    }

    /// Shares as percent.
    static let percent = TickFormat(scale: 100, suffix: " %", isSigned: false)
    /// Changes in percent, and of shares in percentage points.
    static let change = TickFormat(scale: 100, suffix: " %", isSigned: true)
    static let points = TickFormat(scale: 100, suffix: " pp", isSigned: true)

    private init(scale: Double, suffix: String, isSigned: Bool) {
        self.scale = scale
        self.suffix = suffix
        self.isSigned = isSigned
    }

    func text(_ value: Double) -> String {
        (isSigned && value > 0 ? "+" : "") + QuantityFormat.tick(value * scale) + suffix
    }
}
