import Foundation
import Glibc

/// Throws random heads and bodies at the built binary, and damaged records at its reports:
///
///     Soak BINARY SECONDS [SEED]
///
/// Fails where a command is ended by a signal, does not end, or leaves a record that cannot be read.
@main
enum Soak {
    /// A command that takes longer hangs: what it is asked for takes a second or two.
    private static let patience = 90.0

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3, let seconds = Double(arguments[2]) else {
            print("usage: Soak BINARY SECONDS [SEED]")
            exit(64)
        }
        signal(SIGPIPE, SIG_IGN)
        let seed = arguments.count > 3 ? UInt64(arguments[3]) ?? 1 : UInt64(time(nil))
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "soak-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let end = Date(timeIntervalSinceNow: seconds)
        var round: UInt64 = 0
        repeat {
            let trial = Trial(
                binary: arguments[1], folder: folder, seed: seed &+ round, patience: patience)
            if let fault = try trial.fault(round) {
                print("Soak: seed \(seed &+ round), \(fault)")
                exit(1)
            }
            round += 1
        } while Date() < end
        print("\(round) rounds from seed \(seed)")
    }
}

/// One random server, a command against it, a report of what came of it, and reports of the damaged record.
struct Trial {
    let binary: String
    let folder: URL
    let seed: UInt64
    let patience: Double

    /// What was wrong; nil where all was well.
    func fault(_ round: UInt64) throws -> String? {
        var random = RandomBytes(seed: seed)
        let server = try HostileServer(seed: seed)
        defer { server.stop() }
        let target = ["--base-url", "http://127.0.0.1:\(server.port)/v1", "--model", "m"]
        let out = folder.appendingPathComponent("\(seed)")
        let output = ["--reports", out.path, "--quiet"]
        defer { try? FileManager.default.removeItem(at: out) }
        let command: [String]
        switch round % 3 {
        case 0:
            command =
                [
                    "run", "--requests", "12", "--concurrency", "4", "--max-pause", "1s",
                    "--keep-going",
                ]
                + (random.below(2) == 0 ? ["--compressed"] : [])
                + (random.below(2) == 0 ? ["--modes", "streaming"] : [])
        case 1: command = ["compare-modes", "--requests", "6", "--max-pause", "1s", "--keep-going"]
        default:
            command = [
                "limits", "--expect-streams", "2", "--expect-rpm", "8", "--window", "1s",
                "--rounds",
                "1", "--max-requests", "30", "--max-stream-tokens", "50",
            ]
        }
        if let fault = run(command + target + output).fault { return fault }
        let records = (try? FileManager.default.contentsOfDirectory(atPath: out.path)) ?? []
        for name in records {
            let record = out.appendingPathComponent(name)
            guard FileManager.default.fileExists(atPath: record.path + "/manifest.json") else {
                continue
            }
            let report = run(["report", record.path, "--quiet"])
            if let fault = report.fault { return fault }
            if report.status == 7 {
                return "the record cannot be read\n\(report.said)\n\(command)"
            }
            for _ in 0..<3 {
                try damage(record, &random)
                if let fault = run(["report", record.path, "--quiet"]).fault { return fault }
            }
        }
        return nil
    }

    /// Changes some bytes of one of its files, cuts it off, or puts large numbers in the place of others.
    private func damage(_ record: URL, _ random: inout RandomBytes) throws {
        let names = ["requests.csv", "chunks.csv", "manifest.json", "histograms.hlog"]
        let file = record.appendingPathComponent(names[random.below(names.count)])
        guard var bytes = (try? Data(contentsOf: file)).map({ [UInt8]($0) }), !bytes.isEmpty else {
            return
        }
        switch random.below(4) {
        case 0: bytes.removeLast(random.below(bytes.count))
        case 1: for _ in 0..<8 { bytes[random.below(bytes.count)] = UInt8(random.below(256)) }
        default:
            for _ in 0..<4 {
                let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
                guard !digits.isEmpty else { break }
                let place = digits[random.below(digits.count)]
                bytes.replaceSubrange(place...place, with: Array(random.number().utf8))
            }
        }
        try Data(bytes).write(to: file)
    }

    private func run(_ arguments: [String]) -> (fault: String?, status: Int32, said: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: binary)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        let log = folder.appendingPathComponent("log")
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        let sink = try? FileHandle(forWritingTo: log)
        process.standardOutput = sink
        process.standardError = sink
        do { try process.run() } catch { return ("'\(binary)' cannot be started", 0, "") }
        let end = Date(timeIntervalSinceNow: patience)
        while process.isRunning, Date() < end { usleep(5000) }
        var fault: String?
        if process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            fault = "does not end"
        }
        process.waitUntilExit()
        if fault == nil, process.terminationReason == .uncaughtSignal {
            fault = "was ended by signal \(process.terminationStatus)"
        }
        let said = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        return (
            fault.map { "\($0): \(arguments.joined(separator: " "))\n\(said.suffix(4000))" },
            process.terminationStatus, said
        )
    }
}

/// Numbers and texts by a seed.
struct RandomBytes {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 ^ 0x0D1B_54A3_2D19_2ED0 }

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    mutating func one(_ choices: [String]) -> String { choices[below(choices.count)] }

    /// As no one means it.
    mutating func number() -> String {
        one([
            "0", "1", "-1", "9223372036854775807", "-9223372036854775808", "18446744073709551616",
            "1e30", "1" + String(repeating: "0", count: 30), "0.1", "1.5e308", "1000000000000",
            "1795435230", "2147483648", "63072000000000000", "99", "null", "\"7\"", "{}", "NaN",
        ])
    }

    mutating func text() -> String {
        one([
            "", "x", " ", "\"", "a\\nb", "\\u0000", "\\ud800", "🌊", "=1+1", ",;", "\\u001b[2J",
            String(repeating: "é", count: 400), String(repeating: "300d", count: 400),
        ])
    }
}
