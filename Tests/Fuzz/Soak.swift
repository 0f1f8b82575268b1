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
        let output = ["--out", out.path, "--quiet"]
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

/// Answers every connection with what its seed says, and closes it.
final class HostileServer: @unchecked Sendable {
    private let listener: Int32
    let port: UInt16
    private let seed: UInt64
    /// Of the thread that accepts only.
    private var answers: UInt64 = 0

    init(seed: UInt64) throws {
        self.seed = seed
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 128) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard listener >= 0, bound else { throw CocoaError(.fileReadUnknown) }
        self.listener = listener
        port = address.sin_port.bigEndian
        let thread = Thread { [self] in accepting() }
        thread.start()
    }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private func accepting() {
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else {
                close(listener)
                return
            }
            answers += 1
            // Half of the answers of a server are alike.
            let variant = answers % 2 == 0 ? 0 : answers
            Thread { [seed] in
                HostileAnswer(seed: seed &* 1000 &+ variant).serve(connection)
                close(connection)
            }.start()
        }
    }
}

/// One answer: a head, and a body that may be a stream, in pieces.
struct HostileAnswer {
    private var random: RandomBytes

    init(seed: UInt64) { random = RandomBytes(seed: seed) }

    func serve(_ connection: Int32) {
        var random = random
        var wait = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(
            connection, SOL_SOCKET, SO_RCVTIMEO, &wait, socklen_t(MemoryLayout<timeval>.size))
        var request = [UInt8](repeating: 0, count: 1 << 16)
        guard recv(connection, &request, request.count, 0) > 0 else { return }
        let bytes = Self.answer(&random)
        var sent = 0
        let piece = 1 + random.below(4000)
        while sent < bytes.count {
            let count = Swift.min(piece, bytes.count - sent)
            let written = bytes[sent..<sent + count].withUnsafeBytes {
                send(connection, $0.baseAddress, count, 0)
            }
            guard written > 0 else { return }
            sent += written
            if random.below(3) == 0 { usleep(UInt32(random.below(3000))) }
        }
        shutdown(connection, Int32(SHUT_WR))
        // Until the other side has closed: what is unread would make this a reset.
        while recv(connection, &request, request.count, 0) > 0 {}
    }

    private static func answer(_ random: inout RandomBytes) -> [UInt8] {
        let isStream = random.below(3) > 0
        let body = isStream ? stream(&random) : wholeAnswer(&random)
        let status = ["200 OK", "200 OK", "200 OK", "429 x", "500 x", "400 x", "204 x", "999 x"]
        var head = "HTTP/1.1 \(random.one(status))\r\n"
        head += "Content-Type: \(isStream ? "text/event-stream" : "application/json")\r\n"
        for _ in 0..<random.below(8) { head += field(&random) + "\r\n" }
        switch random.below(4) {
        case 0: head += "Content-Length: \(body.utf8.count)\r\n"
        case 1: head += "Content-Length: \(random.number())\r\n"
        default: head += "Connection: close\r\n"
        }
        return Array((head + "\r\n" + body).utf8)
    }

    private static let fields = [
        "Retry-After", "retry-after-ms", "Date", "x-ratelimit-limit-requests",
        "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", "x-ratelimit-limit-tokens",
        "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens", "x-ratelimit-limit",
        "x-ratelimit-remaining", "x-ratelimit-reset", "anthropic-ratelimit-input-tokens-remaining",
        "anthropic-ratelimit-input-tokens-reset", "RateLimit", "RateLimit-Policy", "Location",
        "Content-Encoding", "Transfer-Encoding",
    ]

    private static func field(_ random: inout RandomBytes) -> String {
        let value = random.one([
            random.number(), random.number(), random.text(), "Fri, 31 Dec 9999 23:59:59 GMT",
            "9999-12-31T23:59:59Z", "300d", "limit=\(random.number()), remaining=0, reset=1",
            "\"default\";r=0;t=\(random.number())", "chunked", "gzip", "0.01s",
        ])
        return "\(random.one(fields)): \(value.filter { $0 != "\n" && $0 != "\r" })"
    }

    private static func stream(_ random: inout RandomBytes) -> String {
        var text = ""
        for _ in 0..<random.below(30) {
            switch random.below(12) {
            case 0: text += ": sent-ns=\(random.number())\n\n"
            case 1: text += ": received-ns=\(random.number())\n\n"
            case 2: text += "event: error\ndata: \(random.text())\n\n"
            case 3: text += "data: {\"choices\":[],\"usage\":\(usage(&random))}\n\n"
            case 4: text += "data: \(wholeAnswer(&random))\n\n"
            case 5: text += "retry: \(random.number())\nid: \(random.text())\n\n"
            default:
                let reason = random.one([
                    "null", "\"stop\"", "\"\(random.text())\"", random.number(),
                ])
                text +=
                    "data: {\"choices\":[{\"index\":\(random.number()),\"delta\":{\"content\":"
                    + "\"\(random.text())\"},\"finish_reason\":\(reason)}]}\n\n"
            }
        }
        return text + random.one(["data: [DONE]\n\n", "", "data: [DO", "\r\r\r"])
    }

    private static func usage(_ random: inout RandomBytes) -> String {
        "{\"prompt_tokens\":\(random.number()),\"completion_tokens\":\(random.number()),"
            + "\"total_tokens\":\(random.number()),\"completion_tokens_details\":"
            + "{\"reasoning_tokens\":\(random.number())}}"
    }

    private static func wholeAnswer(_ random: inout RandomBytes) -> String {
        switch random.below(4) {
        case 0: "{\"error\":{\"message\":\"\(random.text())\",\"code\":\(random.number())}}"
        case 1: "{\"error\":\"\(random.text())\"}"
        case 2: random.text()
        default:
            "{\"choices\":[{\"message\":{\"content\":\"\(random.text())\"},\"finish_reason\":\"stop\"}],"
                + "\"usage\":\(usage(&random))}"
        }
    }
}
