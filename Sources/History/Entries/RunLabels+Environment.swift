package import Analysis

extension RunLabels {
    /// What the environment of a CI job, or the working copy, says of where a run comes from.
    ///
    /// - Parameters:
    ///   - environment: The process's.
    ///   - file: The text of a file; nil where it cannot be read.
    ///   - git: The output of git with these arguments; nil where it fails.
    package init(
        environment: [String: String], file: (String) -> String?, git: ([String]) -> String?
    ) {
        self.init()
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        if environment["GITHUB_ACTIONS"] == "true" {
            let event = value("GITHUB_EVENT_PATH").flatMap(file).flatMap(GitHubEvent.init)
            self[Self.commitName] = event?.headCommit ?? value("GITHUB_SHA")
            self[Self.branchName] =
                event?.foreignBranch(of: value("GITHUB_REPOSITORY"))
                ?? value("GITHUB_HEAD_REF", "GITHUB_REF_NAME")
            self[Self.targetBranchName] = value("GITHUB_BASE_REF")
            self["pull_request"] = event?.number.map(String.init)
            self["job"] = value("GITHUB_WORKFLOW")
            self["ci"] = "GitHub"
            self["host"] = value("RUNNER_NAME")
            if let server = value("GITHUB_SERVER_URL"), let home = value("GITHUB_REPOSITORY"),
                let run = value("GITHUB_RUN_ID")
            {
                self["url"] = "\(server)/\(home)/actions/runs/\(run)"
            }
        } else if environment["GITLAB_CI"] == "true" {
            self[Self.commitName] = value("CI_COMMIT_SHA")
            self[Self.branchName] = value(
                "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_BRANCH", "CI_COMMIT_REF_NAME")
            if let source = value("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH"),
                let home = value("CI_PROJECT_PATH"), source != home, let branch
            {
                self[Self.branchName] = "\(source):\(branch)"
            }
            self[Self.targetBranchName] = value("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
            self["pull_request"] = value("CI_MERGE_REQUEST_IID")
            self["job"] = value("CI_JOB_NAME")
            self["ci"] = "GitLab"
            self["host"] = value("CI_RUNNER_DESCRIPTION")
            self["url"] = value("CI_JOB_URL")
        } else if value("JENKINS_URL") != nil {
            self[Self.commitName] = value("GIT_COMMIT")
            self[Self.branchName] =
                value("CHANGE_BRANCH", "BRANCH_NAME")
                ?? value("GIT_BRANCH").map {
                    $0.hasPrefix("origin/") ? String($0.dropFirst(7)) : $0
                }
            if let fork = value("CHANGE_FORK"), let branch {
                self[Self.branchName] = "\(fork):\(branch)"
            }
            self[Self.targetBranchName] = value("CHANGE_TARGET")
            self["pull_request"] = value("CHANGE_ID")
            self["job"] = value("JOB_NAME")
            self["ci"] = "Jenkins"
            self["host"] = value("NODE_NAME")
            self["url"] = value("BUILD_URL")
        } else if environment["BUILDKITE"] == "true" {
            self[Self.commitName] = value("BUILDKITE_COMMIT").flatMap { $0 == "HEAD" ? nil : $0 }
            self[Self.branchName] = value("BUILDKITE_BRANCH")
            self[Self.targetBranchName] = value("BUILDKITE_PULL_REQUEST_BASE_BRANCH")
            self["pull_request"] = value("BUILDKITE_PULL_REQUEST").flatMap {
                $0 == "false" ? nil : $0
            }
            self["job"] = value("BUILDKITE_PIPELINE_SLUG")
            self["ci"] = "Buildkite"
            self["host"] = value("BUILDKITE_AGENT_NAME")
            self["url"] = value("BUILDKITE_BUILD_URL")
        }
        addWorkingCopy(git)
    }

    /// What git knows and the job did not say.
    private mutating func addWorkingCopy(_ git: ([String]) -> String?) {
        func line(_ arguments: String...) -> String? {
            git(arguments)?.split(separator: "\n").first.map(String.init)
        }
        guard let head = line("rev-parse", "HEAD") else { return }
        if commit == nil { self[Self.commitName] = head }
        if branch == nil { self[Self.branchName] = line("symbolic-ref", "--short", "-q", "HEAD") }
        if let commit, let subject = line("log", "-1", "--format=%s", commit, "--") {
            self["subject"] = String(subject.prefix(80))
        }
        if self["ci"] == nil, line("status", "--porcelain", "--untracked-files=no") != nil {
            self["uncommitted"] = "yes"
        }
    }
}
