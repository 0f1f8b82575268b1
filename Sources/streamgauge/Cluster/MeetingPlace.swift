import ArgumentParser
import Cluster
import Engine
import Foundation
import RunModel

/// Where shards agree on a start.
enum MeetingPlace: Equatable {
    case nowhere
    case time(nanoseconds: Int64)
    case folder(String)
    case host(String, port: Int)

    private static let rendezvousVariable = "STREAMGAUGE_RENDEZVOUS"

    /// As the options say, else the environment, else Slurm.
    ///
    /// - Throws: `ValidationError` with the option or the variable and the fix.
    init(_ options: ShardOptions, _ environment: [String: String]) throws {
        if let time = options.startAt {
            let nanoseconds = try ShardOptions.nanoseconds(of: time)
            guard nanoseconds > WallClock.nanoseconds() else {
                throw ValidationError("--start-at: '\(time)' is over; give a time to come.")
            }
            self = .time(nanoseconds: nanoseconds)
        } else if let typed = options.rendezvous {
            self = try Self.place(typed, of: "--rendezvous")
        } else if let told = environment[Self.rendezvousVariable], !told.isEmpty {
            self = try Self.place(told, of: Self.rendezvousVariable)
        } else {
            self = Self.ofSlurm(environment) ?? .nowhere
        }
    }

    /// Outside the ports that systems give away; another for each step of a job.
    private static func ofSlurm(_ environment: [String: String]) -> MeetingPlace? {
        guard environment["SLURM_STEP_ID"] != nil,
            let nodes = environment["SLURM_STEP_NODELIST"] ?? environment["SLURM_JOB_NODELIST"],
            let node = SlurmNodes.first(of: nodes),
            let job = environment["SLURM_JOB_ID"].flatMap(Int.init)
        else { return nil }
        let step = environment["SLURM_STEP_ID"].flatMap(Int.init) ?? 0
        return .host(node, port: 20_000 + (job % 1000) * 10 + step % 10)
    }

    /// `host:port`, `[address]:port` of IPv6 (RFC 3986, section 3.2.2), or a folder.
    static func place(_ text: String, of source: String) throws -> MeetingPlace {
        if let (host, port) = try hostAndPort(text, of: source) {
            guard let port, (1...65_535).contains(port) else {
                throw ValidationError(
                    "\(source): '\(text.split(separator: ":").last ?? "")' is no port.")
            }
            return .host(host, port: port)
        }
        guard text.contains("/") else {
            throw ValidationError(
                "\(source): '\(text)' is neither host:port nor a folder; a folder has a / in it, such as ./meeting."
            )
        }
        return .folder(text)
    }

    /// Nil where the text is something else.
    private static func hostAndPort(
        _ text: String, of source: String
    ) throws -> (host: String, port: Int?)? {
        guard !text.contains("/") else { return nil }
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            let host = String(text[text.index(after: text.startIndex)..<end])
            let rest = text[text.index(after: end)...]
            // A link-local address names its interface behind a percent sign.
            guard LocalAddress.isAddress(String(host.prefix { $0 != "%" })), host.contains(":"),
                rest.hasPrefix(":")
            else {
                throw ValidationError(
                    "\(source): '\(text)' is no address; write one of IPv6 like [2001:db8::7]:7777."
                )
            }
            return (host, Int(rest.dropFirst()))
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2 else {
            throw ValidationError(
                "\(source): '\(text)' has more than one colon; write an address of IPv6 like [2001:db8::7]:7777."
            )
        }
        guard parts.count == 2, let port = Int(parts[1]), !parts[0].isEmpty else { return nil }
        return (String(parts[0]), port)
    }

    /// A host as it stands before its port.
    static func written(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}
