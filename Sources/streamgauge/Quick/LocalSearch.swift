import ArgumentParser
import Engine
import RunModel

/// Looks for model servers at the addresses on this machine where they usually listen, with one question for the list of
/// models each. No key goes there unless a file names one: what is in the environment is meant for another.
struct LocalSearch {
    /// vLLM and most others; llama.cpp and LocalAI; Ollama; LM Studio; SGLang; KoboldCpp.
    static let usualPorts = [8000, 8080, 11434, 1234, 30000, 5001]

    let ports: [Int]
    /// What is asked, with any address.
    let plan: RunPlan
    let apiKey: String?

    /// What answers at an address.
    struct Found: Sendable {
        let baseURL: String
        let status: Int?
        let server: String?
        let models: [String]
        let isReached: Bool
    }

    /// A list as one use of the option gives it.
    ///
    /// - Throws: `ValidationError` where it is none.
    @Sendable static func ports(_ text: String) throws -> [Int] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { word in
            guard let port = Int(word), (1...65_535).contains(port) else {
                throw ValidationError(
                    "--ports takes ports from 1 to 65535 with commas, such as 8000,8080.")
            }
            return port
        }
    }

    static func baseURL(_ port: Int) -> String { "http://127.0.0.1:\(port)/v1" }

    /// Those that something listens at, in the order of the ports. As slow as the slowest answer, ten seconds at most for each
    /// that is mute.
    ///
    /// - Throws: `ValidationError` where the plan cannot be asked, or would be sent elsewhere.
    func found() async throws -> [Found] {
        let orders = try ports.map { port in
            var plan = plan
            plan.target.baseURL = Self.baseURL(port)
            if let proxy = EnvironmentProxy.of(plan.target) {
                throw ValidationError(
                    "\(proxy.variable) names a proxy, which would be asked in place of this machine; set "
                        + "no_proxy=127.0.0.1.")
            }
            return (
                url: Self.baseURL(port),
                order: try RunOrder(plan, emulator: nil, apiKey: apiKey)
            )
        }
        return await withTaskGroup(of: (Int, Found).self) { group in
            for (place, asked) in orders.enumerated() {
                group.addTask {
                    (place, Self.found(asked.url, AddressCheck(asked.order, manner: .examined)))
                }
            }
            var found: [(Int, Found)] = []
            for await one in group where one.1.isReached { found.append(one) }
            return found.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func found(_ url: String, _ check: AddressCheck) -> Found {
        Found(
            baseURL: url, status: check.status, server: check.answer?.fields["server"],
            models: check.models,
            isReached: check.answer.map { TargetReading.Way($0).isReached } ?? false)
    }
}

/// Which of a server's models is asked where none is named.
enum ModelChoice {
    /// The first that seems to write text; the first of all where none does.
    static func of(_ models: [String]) -> String? {
        models.first { name in
            let name = name.lowercased()
            return !["embed", "rerank", "whisper", "tts", "bge-", "clip"].contains {
                name.contains($0)
            }
        } ?? models.first
    }

    /// What is said of it.
    static func line(_ chosen: String, of models: [String]) -> String {
        let others = models.filter { $0 != chosen }
        guard !others.isEmpty else { return "It lists one model, \(chosen)." }
        let shown = others.prefix(3).joined(separator: ", ")
        let rest = others.count > 3 ? " and \(others.count - 3) more" : ""
        return
            "Of its \(models.count) models \(chosen) is asked; --model chooses another (\(shown)\(rest))."
    }
}
