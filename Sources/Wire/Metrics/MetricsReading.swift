/// What a text of metrics holds: Prometheus' text format 0.0.4, and OpenMetrics 1.0. Pure, in one pass, in bounded
/// memory, whatever the text.
///
/// Comments, `HELP`, `TYPE`, time stamps and exemplars are passed over: what a sample means is known by its name, and
/// its time is that of the look. Of a series that stands twice the first sample counts.
package struct MetricsReading: Sendable, Equatable {
    package private(set) var samples: [MetricSample] = []
    /// Samples beyond `mostSamples`, series that stand twice, and lines that are no sample.
    package private(set) var leftOut = 0

    /// Samples that are kept of names nobody knows, and of those that are known.
    package static let mostSamples = 2000
    package static let mostKnown = 2000
    private static let longestLine = 8192
    private static let longestName = 256
    private static let longestLabels = 1024
    private static let mostLabels = 32
    private static let longestNumber = 64

    /// - Parameters:
    ///   - text: What the server sent.
    ///   - isKnown: Whether the samples of a name are kept though there are more than enough of others.
    package init(_ text: Span<UInt8>, isKnown: (String) -> Bool = { _ in false }) {
        var seen: Set<String> = []
        var others = 0
        var start = 0
        var isEnd = false
        while start < text.count, !isEnd {
            var end = start
            while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
            let line = text.extracting(start..<end)
            start = end + 1
            switch Self.sample(in: line) {
            case .nothing: continue
            case .end: isEnd = true
            case .broken: leftOut += 1
            case .sample(let sample):
                let known = isKnown(sample.name)
                guard known ? samples.count - others < Self.mostKnown : others < Self.mostSamples,
                    seen.insert("\(sample.name){\(sample.labels)").inserted
                else {
                    leftOut += 1
                    continue
                }
                if !known { others += 1 }
                samples.append(sample)
            }
        }
    }

    private enum Line {
        case nothing
        case end
        case broken
        case sample(MetricSample)
    }

    private static func sample(in line: Span<UInt8>) -> Line {
        var place = 0
        skipSpace(line, &place)
        guard place < line.count else { return .nothing }
        if line[place] == UInt8(ascii: "#") {
            // OpenMetrics: what follows its end is not of it.
            let rest = String(decoding: line, from: place, most: 6)
            return rest == "# EOF" || rest == "# EOF\r" ? .end : .nothing
        }
        guard line.count <= longestLine else { return .broken }
        var name = ""
        if line[place] != UInt8(ascii: "{") {
            let first = place
            while place < line.count, isOfName(line[place]) { place += 1 }
            guard place > first, place - first <= longestName, !isDigit(line[first]) else {
                return .broken
            }
            name = String(decoding: line, from: first, most: place - first)
        }
        skipSpace(line, &place)
        var labels: [(name: String, value: String)] = []
        if place < line.count, line[place] == UInt8(ascii: "{") {
            place += 1
            guard Self.labels(in: line, &place, &name, &labels) else { return .broken }
            skipSpace(line, &place)
        }
        guard !name.isEmpty, let value = number(in: line, &place) else { return .broken }
        labels.sort { $0.name < $1.name }
        let isTwice = zip(labels, labels.dropFirst()).contains { $0.name == $1.name }
        let text = labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",")
        guard !isTwice, text.utf8.count <= longestLabels else { return .broken }
        return .sample(MetricSample(name: name, labels: text, value: value))
    }

    /// Reads up to the closing brace. A name in quotes without a value is the metric's own, as Prometheus 3 writes
    /// names that are no words.
    private static func labels(
        in line: Span<UInt8>, _ place: inout Int, _ name: inout String,
        _ labels: inout [(name: String, value: String)]
    ) -> Bool {
        while true {
            skipSpace(line, &place)
            guard place < line.count else { return false }
            if line[place] == UInt8(ascii: "}") {
                place += 1
                return true
            }
            let label: String
            if line[place] == UInt8(ascii: "\"") {
                guard let quoted = quoted(in: line, &place) else { return false }
                label = quoted
            } else {
                let first = place
                while place < line.count, isOfName(line[place]) { place += 1 }
                guard place > first else { return false }
                label = String(decoding: line, from: first, most: place - first)
            }
            skipSpace(line, &place)
            guard !label.isEmpty, label.utf8.count <= longestName, labels.count < mostLabels,
                place < line.count
            else { return false }
            if line[place] == UInt8(ascii: "=") {
                place += 1
                skipSpace(line, &place)
                guard let value = quoted(in: line, &place) else { return false }
                labels.append((label, value))
            } else {
                guard name.isEmpty else { return false }
                name = label
            }
            skipSpace(line, &place)
            guard place < line.count else { return false }
            if line[place] == UInt8(ascii: ",") { place += 1 }
        }
    }

    /// What stands between quotes, its escapes as they are; nil where they are not closed.
    private static func quoted(in line: Span<UInt8>, _ place: inout Int) -> String? {
        guard place < line.count, line[place] == UInt8(ascii: "\"") else { return nil }
        let first = place + 1
        place = first
        while place < line.count, line[place] != UInt8(ascii: "\"") {
            place += line[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard place < line.count else { return nil }
        defer { place += 1 }
        return String(decoding: line, from: first, most: place - first)
    }

    /// A number, and behind it nothing, a time stamp, or an exemplar.
    private static func number(in line: Span<UInt8>, _ place: inout Int) -> Double? {
        let first = place
        while place < line.count, !isSpace(line[place]) { place += 1 }
        guard place > first, place - first <= longestNumber else { return nil }
        let text = String(decoding: line, from: first, most: place - first)
        guard let value = Double(text) else { return nil }
        skipSpace(line, &place)
        guard place < line.count, line[place] != UInt8(ascii: "#") else { return value }
        // A time stamp, of which nothing is wanted but that it is one.
        while place < line.count, !isSpace(line[place]) {
            let byte = line[place]
            guard isDigit(byte) || "+-.eE".utf8.contains(byte) else { return nil }
            place += 1
        }
        skipSpace(line, &place)
        return place >= line.count || line[place] == UInt8(ascii: "#") ? value : nil
    }

    private static func skipSpace(_ line: Span<UInt8>, _ place: inout Int) {
        while place < line.count, isSpace(line[place]) { place += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Letters, digits, `_` and `:`; a dot stands in names of OpenTelemetry's.
    private static func isOfName(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }
}

extension String {
    /// At most so many bytes from a place on, with what is not UTF-8 repaired.
    fileprivate init(decoding bytes: Span<UInt8>, from start: Int, most: Int) {
        var copy: [UInt8] = []
        let end = Swift.min(bytes.count, start + most)
        copy.reserveCapacity(Swift.max(end - start, 0))
        var index = start
        while index < end {
            copy.append(bytes[index])
            index += 1
        }
        self = String(decoding: copy, as: UTF8.self)
    }
}
