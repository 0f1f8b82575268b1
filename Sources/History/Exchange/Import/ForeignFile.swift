internal import FoundationEssentials
internal import RunModel

/// Reads a file of another tool.
package enum ForeignFile {
    /// Files of GuideLLM have every answer in them, some 4 KB a request.
    package static let mostBytes = 1 << 28

    /// All results in it, in their order; never some of them. `tool` is the only one that is expected, nil for any;
    /// `zone` is what a time without a zone is meant in.
    ///
    /// - Throws: `ForeignFault` at the first that cannot be read.
    package static func results(
        in bytes: [UInt8], of tool: ForeignTool? = nil, zone: ForeignTime.Zone = .local
    ) throws(ForeignFault) -> [ForeignResult] {
        let text = trimmed(bytes[...])
        guard !text.isEmpty else { throw ForeignFault(.empty) }
        guard String(validating: text, as: UTF8.self) != nil else { throw ForeignFault(.notUTF8) }
        let reading = ForeignDocument.Reading(tool: tool, zone: zone)
        do throws(ForeignFault) {
            return try results(in: text, reading)
        } catch {
            guard error.reason == .notJSON else { throw error }
        }
        return try resultsByLine(in: text, reading)
    }

    /// SGLang appends a result a line; so does vLLM where it is told to.
    private static func resultsByLine(
        in text: ArraySlice<UInt8>, _ reading: ForeignDocument.Reading
    ) throws(ForeignFault) -> [ForeignResult] {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var found: [ForeignResult] = []
        for (place, line) in lines.enumerated() {
            let document = trimmed(line)
            guard !document.isEmpty else { continue }
            do throws(ForeignFault) {
                found += try results(in: document, reading)
            } catch {
                // A text that is broken from the start on is not meant by lines.
                throw found.isEmpty && error.reason == .notJSON
                    ? error : ForeignFault(error.reason, line: place + 1)
            }
        }
        return found
    }

    private static func results(
        in document: ArraySlice<UInt8>, _ reading: ForeignDocument.Reading
    ) throws(ForeignFault) -> [ForeignResult] {
        let data = Data(JSONWords.replaced(Array(document)))
        let read: ForeignDocument
        do {
            read = try JSONDecoder().decode(
                ForeignDocument.self, from: data, configuration: reading)
        } catch let fault as ForeignFault {
            throw fault
        } catch {
            throw ForeignFault(.notJSON)
        }
        var digest = ContentDigest()
        digest.add(document)
        return read.results.enumerated().map { place, result in
            var result = result
            result.digest = digest
            if place > 0 { result.digest.add(String(place).utf8) }
            return result
        }
    }

    /// Without a byte order mark and white space around.
    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let isWhite = { (byte: UInt8) in byte == 32 || (9...13).contains(byte) }
        let marked = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes
        let begun = marked.drop(while: isWhite)
        guard let last = begun.lastIndex(where: { !isWhite($0) }) else { return [] }
        return begun[...last]
    }
}

/// One document: a report of GuideLLM holds several results, an array as many as it has members, all others one.
private struct ForeignDocument: DecodableWithConfiguration {
    struct Reading {
        var tool: ForeignTool?
        var zone: ForeignTime.Zone
    }

    let results: [ForeignResult]

    init(from decoder: any Decoder, configuration: Reading) throws {
        if var array = try? decoder.unkeyedContainer() {
            var all: [ForeignResult] = []
            while !array.isAtEnd {
                all += try array.decode(ForeignDocument.self, configuration: configuration).results
            }
            guard !all.isEmpty else { throw ForeignFault(.unknown(configuration.tool)) }
            results = all
            return
        }
        guard let root = ForeignObject(decoder), let tool = ForeignTool(of: root),
            configuration.tool == nil || configuration.tool == tool
        else { throw ForeignFault(.unknown(configuration.tool)) }
        let zone = configuration.zone
        switch tool {
        case .vllm, .sglang: results = [try FlatReader(root, of: tool, zone).result()]
        case .aiperf: results = [try AIPerfReader(root, zone).result()]
        case .guidellm:
            results = try root.list("benchmarks").map { try GuideLLMReader($0, in: root).result() }
        }
        guard results.allSatisfy({ !$0.values.isEmpty }) else { throw ForeignFault(.nothing) }
    }
}
