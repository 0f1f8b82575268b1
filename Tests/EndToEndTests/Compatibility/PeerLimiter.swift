import Foundation

/// A proxy in front of a server, with limits of its own or as it holds streams back; it ends with this value.
final class PeerLimiter {
    enum Program: String {
        case nginx
        case haproxy

        var package: String {
            switch self {
            case .nginx: "nginx-light"
            case .haproxy: "haproxy"
            }
        }

        func arguments(_ configuration: String, in folder: TemporaryFolder) -> [String] {
            switch self {
            case .nginx: ["-p", folder.path, "-c", configuration, "-e", folder.file("error.log")]
            case .haproxy: ["-db", "-f", configuration]
            }
        }
    }

    let baseURL: String
    private let process: RunningCommand

    /// Starts it and waits until it listens; `kind` is that of its configuration, and `limits` are directives in
    /// the program's own words.
    init(
        _ program: Program, as kind: String = "limits", limits: String = "", before server: Int
    ) async throws {
        let folder = try TemporaryFolder()
        let port = try LoopbackSocket.freePort()
        baseURL = "http://127.0.0.1:\(port)/v1"
        let template = Peer.repository.appending(
            path: "Tests/EndToEndTests/Peers/\(program.rawValue)_\(kind).conf")
        let configuration = try String(contentsOf: template, encoding: .utf8)
            .replacingOccurrences(of: "@PORT@", with: "\(port)")
            .replacingOccurrences(of: "@SERVER@", with: "\(server)")
            .replacingOccurrences(of: "@LIMITS@", with: limits)
        let path = try folder.write(configuration, to: "\(kind).conf")
        let process = try RunningCommand(
            RunningCommand.program("/usr/sbin/\(program.rawValue)", of: program.package),
            program.arguments(path, in: folder), in: folder)
        self.process = process
        try await process.until { LoopbackSocket.isListening(port) }
    }
}
