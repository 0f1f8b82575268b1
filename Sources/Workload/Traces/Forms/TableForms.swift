internal import RunModel

/// CSV of Azure's services: `TIMESTAMP,ContextTokens,GeneratedTokens`, since 2025 with `NumImages`.
struct AzureForm: RowForm {
    private let time: Int
    private let context: Int
    private let generated: Int
    private let images: Int?
    let headLines = 1

    /// - Throws: `RowFault` where a column is missing.
    init(head: Span<UInt8>) throws(RowFault) {
        let table = TableHead(head)
        time = try table.column("timestamp")
        context = try table.column("contexttokens")
        generated = try table.column("generatedtokens")
        images = table.place(of: "numimages")
    }

    func rows(of record: Span<UInt8>, textOf place: Int?) throws(RowFault) -> [TraceRow] {
        let cells = TableCells(record)
        guard let moment = RowMoment(record.extracting(cells[time])) else {
            throw RowFault("TIMESTAMP is not like 2023-11-16 18:17:03.9799600")
        }
        guard let context = cells.count(context, record) else {
            throw .missing("ContextTokens", RowNumber.tokens)
        }
        guard let generated = cells.count(generated, record) else {
            throw .missing("GeneratedTokens", RowNumber.tokens)
        }
        var row = try TraceRow(tokens: context)
        row.arrival = .at(moment.nanoseconds)
        row.setAnswer(generated)
        if let images, cells.count(images, record) ?? 0 > 0 { row.ignored = "pictures" }
        return [row]
    }
}

/// CSV of BurstGPT: `Timestamp` in seconds, `Request tokens`, `Response tokens`, perhaps `Session ID`.
struct BurstGPTForm: RowForm {
    private let time: Int
    private let request: Int
    private let response: Int
    private let session: Int?
    let headLines = 1

    /// - Throws: `RowFault` where a column is missing.
    init(head: Span<UInt8>) throws(RowFault) {
        let table = TableHead(head)
        time = try table.column("timestamp")
        request = try table.column("request tokens")
        response = try table.column("response tokens")
        session = table.place(of: "session id")
    }

    func rows(of record: Span<UInt8>, textOf place: Int?) throws(RowFault) -> [TraceRow] {
        let cells = TableCells(record)
        guard let seconds = RowNumber.decimal(record.extracting(cells[time])), seconds >= 0 else {
            throw .missing("Timestamp", "seconds from 0")
        }
        guard let request = cells.count(request, record) else {
            throw .missing("Request tokens", RowNumber.tokens)
        }
        guard let response = cells.count(response, record) else {
            throw .missing("Response tokens", RowNumber.tokens)
        }
        var row = try TraceRow(tokens: request)
        row.arrival = .at(seconds: seconds)
        if let session, !cells[session].isEmpty {
            row.session = RowNumber.hash(record.extracting(cells[session]))
        }
        // The authors mark failures so.
        row.setAnswer(response, orDrop: .failed)
        return [row]
    }
}

/// The names of a table's columns.
private struct TableHead {
    private let names: [String]

    init(_ line: Span<UInt8>) {
        let text = String(decoding: line.indices.map { line[$0] }, as: UTF8.self)
        names = text.split(separator: ",", omittingEmptySubsequences: false).map {
            $0.filter { $0 != "\"" && !$0.isNewline && $0 != "\u{FEFF}" }.lowercased().split(
                separator: " "
            ).joined(separator: " ")
        }
    }

    func place(of name: String) -> Int? { names.firstIndex(of: name) }

    func column(_ name: String) throws(RowFault) -> Int {
        guard let place = place(of: name) else {
            throw RowFault("the head of the table has no column '\(name)'")
        }
        return place
    }
}

/// The places of a line's cells, without their quotes; one that is missing is empty (RFC 4180, section 2).
private struct TableCells {
    private var places: [Range<Int>] = []

    init(_ line: Span<UInt8>) {
        var start = 0
        var isQuoted = false
        for index in 0...line.count {
            if index < line.count {
                if line[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
                guard line[index] == UInt8(ascii: ","), !isQuoted else { continue }
            }
            var first = start
            var end = index
            while first < end, Self.isEdge(line[first]) { first += 1 }
            while end > first, Self.isEdge(line[end - 1]) { end -= 1 }
            places.append(first..<end)
            start = index + 1
        }
    }

    subscript(place: Int) -> Range<Int> { places.indices.contains(place) ? places[place] : 0..<0 }

    private static func isEdge(_ byte: UInt8) -> Bool {
        byte <= UInt8(ascii: " ") || byte == UInt8(ascii: "\"")
    }

    /// A whole number from 0.
    func count(_ place: Int, _ line: Span<UInt8>) -> Int? {
        guard let number = RowNumber.decimal(line.extracting(self[place])), number >= 0,
            number <= RowNumber.mostTokens, number == number.rounded()
        else { return nil }
        return Int(number)
    }
}
