import Analysis
import Foundation
import History

/// Where this process is: the labels of what it measures.
enum Origin {
    /// What the user gave wins.
    static func labels(_ given: [(name: String, value: String)] = []) -> RunLabels {
        var labels = RunLabels(
            environment: ProcessInfo.processInfo.environment,
            file: { try? String(contentsOfFile: $0, encoding: .utf8) }, git: git)
        if labels["host"] == nil { labels["host"] = ProcessInfo.processInfo.hostName }
        labels["tool"] = "streamgauge \(StreamGauge.version)"
        for (name, value) in given { labels[name] = value }
        return labels
    }

    /// The output of git in this folder; nil where there is no git, or no working copy.
    private static func git(_ arguments: [String]) -> String? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
    }
}
