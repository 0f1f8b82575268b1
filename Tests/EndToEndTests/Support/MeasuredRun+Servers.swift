import Emulator
import Engine
import Foundation
import RunModel

extension MeasuredRun {
    /// Asks an address where no API is; nil asks the emulator's port for TLS.
    static func measureNowhere(
        _ baseURL: String?, key: String? = nil, change: (inout RunPlan) -> Void = { _ in }
    ) async throws -> MeasuredRun {
        let server = try await EmulatorServer.start(EmulatorConfiguration())
        let address = baseURL ?? "https://127.0.0.1:\(server.port)/v1"
        let run = try await measure(
            at: address, key: key, change: change, server: server)
        try await server.stop()
        return run
    }

    /// Interrupts the run when every stream has shown some output.
    static func measureInterrupted(_ overrides: String) async throws -> MeasuredRun {
        let server = try await EmulatorServer.start(EmulatorConfiguration())
        let run = try await measure(at: server.baseURL, overrides, server: server) { run in
            while run.progress().outputEvents < 20 { try await Task.sleep(for: .milliseconds(5)) }
            run.interrupt()
        }
        try await server.stop()
        return run
    }

    /// The record's files in which `text` stands.
    func filesContaining(_ text: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { name in
            let data = try Data(contentsOf: URL(filePath: folder).appending(path: name))
            return data.range(of: Data(text.utf8)) != nil
        }
    }
}

/// Accepts connections in the kernel's queue and never says a word.
final class SilentListener {
    let port: UInt16
    private let descriptor: Int32

    init() throws {
        (descriptor, port) = try LoopbackSocket.listen()
    }

    deinit {
        close(descriptor)
    }
}
