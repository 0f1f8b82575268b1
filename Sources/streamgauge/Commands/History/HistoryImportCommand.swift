import Analysis
import ArgumentParser
import Foundation
import History
import RecordStore

struct HistoryImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take in results of other tools: vLLM, SGLang, AIPerf, GuideLLM.",
        discussion: """
            They are told apart by their keys, shown beside our runs and exported with them, and never \
            compared with ours: they measure other things by the same names (docs/gate.md). A result that \
            is there already is told and not added.

            In a CI job the commit and the branch are the job's; elsewhere they are what --label says. \
            vLLM and AIPerf write times without a zone: they are taken for this machine's, or for that of \
            TZ. SGLang writes none: the file's is taken.

            Examples:
              streamgauge history import results/*.json --label branch=main
              TZ=UTC streamgauge history import openai-infqps.json --format vllm
            """)

    @Argument(
        help: ArgumentHelp("JSON files, or files of a JSON object a line.", valueName: "file"))
    var files: [String]

    @OptionGroup var history: HistoryOptions

    @Option(
        name: .customLong("label"),
        help: ArgumentHelp("A label; may be repeated.", valueName: "name=value"))
    var labels: [LabelOption] = []

    @Option(help: "The only tool whose results are taken.")
    var format: ForeignTool?

    /// A result with what its file says of it.
    private struct Found {
        var result: ForeignResult
        var name: String
        var file: String
        /// Where the file holds several.
        var part: String
        var time: Int64
    }

    func run() throws {
        // All files before the first is saved: a list that is half in the history is hard to tell from a whole one.
        let found = try readable()
        let labels = labelsNow()
        try history.folder.run {
            var known = Set(history.folder.listing().items.map(\.head.originNanoseconds))
            for one in found {
                guard known.insert(one.result.originNanoseconds).inserted else {
                    Terminal.warn("Note: '\(one.file)'\(one.part) is in the history already.")
                    continue
                }
                let id = try history.folder.add(
                    one.result.entry(name: one.name, labels: labels, time: one.time))
                try Terminal.say(id + "\n")
            }
        }
    }

    /// A file beside them that is of none of the tools is named and left out, where others are of one.
    private func readable() throws -> [Found] {
        var found: [Found] = []
        var strangers: [String] = []
        for file in files {
            do {
                found += try results(file)
            } catch let stranger as Stranger {
                strangers.append(stranger.sentence)
            }
        }
        guard !found.isEmpty else { throw ValidationError(strangers.first ?? "There is no file.") }
        for sentence in strangers { Terminal.warn("Note: left out, \(sentence)") }
        return found
    }

    private struct Stranger: Error {
        let sentence: String
    }

    private func results(_ file: String) throws -> [Found] {
        // A name that was typed may be a link.
        let url = URL(filePath: file).resolvingSymlinksInPath()
        let results: [ForeignResult]
        do {
            let bytes = try WholeFile.read(
                url.path(percentEncoded: false), limit: ForeignFile.mostBytes)
            results = try ForeignFile.results(in: bytes, of: format)
        } catch RecordError.cannotRead(_, let reason) {
            throw ValidationError(
                "'\(file)' cannot be read: \(reason); give the JSON file of "
                    + "\(format?.title ?? ForeignTool.titles).")
        } catch let fault as ForeignFault {
            let sentence = "'\(file)': \(fault)."
            if case .unknown = fault.reason { throw Stranger(sentence: sentence) }
            throw ValidationError(sentence)
        }
        let name = url.lastPathComponent
        let times = Self.times(of: results, before: Self.changed(url))
        return zip(results, times).enumerated().map { place, one in
            let part = results.count == 1 ? "" : " #\(place + 1)"
            return Found(result: one.0, name: name + part, file: file, part: part, time: one.1)
        }
    }

    /// Where results do not say when they began: the last ended when its file was changed, and each before the next.
    private static func times(of results: [ForeignResult], before end: Int64) -> [Int64] {
        var next = end
        return results.reversed().map { result in
            next -= Int64(min(result.seconds ?? 0, 1e6) * 1e9)
            return next
        }.reversed()
    }

    private static func changed(_ url: URL) -> Int64 {
        let found = try? FileManager.default.attributesOfItem(
            atPath: url.path(percentEncoded: false))
        let date = found?[.modificationDate] as? Date ?? Date()
        return Int64(min(max(date.timeIntervalSince1970, 0), 7e9) * 1000) * 1_000_000
    }

    /// Outside a job nobody knows on what commit an old file was measured; nor is it known on what host.
    private func labelsNow() -> RunLabels {
        var labels = Origin.labels()
        if labels["ci"] == nil { labels = RunLabels() }
        labels["host"] = nil
        for label in self.labels { labels[label.name] = label.value }
        return labels
    }
}

extension ForeignTool: ExpressibleByArgument {}
