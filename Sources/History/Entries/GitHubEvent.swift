internal import FoundationEssentials

/// What the event that started a GitHub job says of a pull request: there GITHUB_SHA is a commit that nobody made.
struct GitHubEvent {
    private struct Event: Decodable {
        var pull_request: Request?
    }

    private struct Request: Decodable {
        var number: Int?
        var head: Head
    }

    private struct Head: Decodable {
        var sha: String?
        /// `owner:branch`.
        var label: String?
        var repo: Home?
    }

    private struct Home: Decodable {
        var full_name: String?
    }

    private let request: Request?

    init?(_ text: String) {
        guard let event = try? JSONDecoder().decode(Event.self, from: Data(text.utf8)) else {
            return nil
        }
        request = event.pull_request
    }

    var number: Int? { request?.number }
    var headCommit: String? { request?.head.sha }

    /// The branch of a fork with its owner: a fork's `main` is not ours.
    func foreignBranch(of home: String?) -> String? {
        guard let head = request?.head, head.repo?.full_name != home else { return nil }
        return head.label
    }
}
