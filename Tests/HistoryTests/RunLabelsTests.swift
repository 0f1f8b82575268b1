import Analysis
import History
import Testing

@Suite struct RunLabelsTests {
    private func labels(
        _ environment: [String: String], file: String? = nil, git: [String: String] = [:]
    ) -> RunLabels {
        RunLabels(
            environment: environment, file: { _ in file }, git: { git[$0.joined(separator: " ")] })
    }

    @Test func `GitHub, a push`() {
        let found = labels([
            "GITHUB_ACTIONS": "true", "GITHUB_SHA": "abc", "GITHUB_REF_NAME": "main",
            "GITHUB_REPOSITORY": "o/r", "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_RUN_ID": "7", "RUNNER_NAME": "r1", "GITHUB_HEAD_REF": "", "GITHUB_BASE_REF": "",
        ])
        #expect(found.commit == "abc")
        #expect(found.branch == "main")
        #expect(found.targetBranch == nil)
        #expect(found["url"] == "https://github.com/o/r/actions/runs/7")
    }

    /// GITHUB_SHA is a merge that nobody made.
    @Test func `GitHub, a pull request`() {
        let event =
            #"{"pull_request":{"number":12,"head":{"sha":"real","label":"o:fix","repo":{"full_name":"o/r"}}}}"#
        let found = labels(
            [
                "GITHUB_ACTIONS": "true", "GITHUB_SHA": "merge", "GITHUB_REF_NAME": "12/merge",
                "GITHUB_HEAD_REF": "fix", "GITHUB_BASE_REF": "main", "GITHUB_REPOSITORY": "o/r",
                "GITHUB_EVENT_PATH": "/event",
            ], file: event)
        #expect(found.commit == "real")
        #expect(found.branch == "fix")
        #expect(found.targetBranch == "main")
        #expect(found["pull_request"] == "12")
    }

    @Test func `a fork's main is not ours`() {
        let event =
            #"{"pull_request":{"head":{"sha":"s","label":"eve:main","repo":{"full_name":"eve/r"}}}}"#
        let found = labels(
            [
                "GITHUB_ACTIONS": "true", "GITHUB_HEAD_REF": "main", "GITHUB_BASE_REF": "main",
                "GITHUB_REPOSITORY": "o/r", "GITHUB_EVENT_PATH": "/event",
            ], file: event)
        #expect(found.branch == "eve:main")
    }

    @Test func `GitLab, a merge request`() {
        let found = labels([
            "GITLAB_CI": "true", "CI_COMMIT_SHA": "abc",
            "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "fix",
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_COMMIT_REF_NAME": "fix",
            "CI_JOB_URL": "https://gitlab/1",
        ])
        #expect(found.commit == "abc")
        #expect(found.branch == "fix")
        #expect(found.targetBranch == "main")
    }

    @Test func `Jenkins and Buildkite`() {
        let jenkins = labels([
            "JENKINS_URL": "http://j", "GIT_COMMIT": "abc", "GIT_BRANCH": "origin/main",
            "BUILD_URL": "http://j/1",
        ])
        #expect(jenkins.branch == "main")
        let buildkite = labels([
            "BUILDKITE": "true", "BUILDKITE_COMMIT": "HEAD", "BUILDKITE_BRANCH": "fix",
            "BUILDKITE_PULL_REQUEST_BASE_BRANCH": "main", "BUILDKITE_PULL_REQUEST": "false",
        ])
        #expect(buildkite.commit == nil)
        #expect(buildkite.branch == "fix")
        #expect(buildkite.targetBranch == "main")
        #expect(buildkite["pull_request"] == nil)
    }

    @Test func `plain git`() {
        let git = [
            "rev-parse HEAD": "abc\n", "symbolic-ref --short -q HEAD": "topic\n",
            "log -1 --format=%s abc --": "batch: wait less\n",
            "status --porcelain --untracked-files=no": " M file\n",
        ]
        let found = labels([:], git: git)
        #expect(found.commit == "abc")
        #expect(found.branch == "topic")
        #expect(found["subject"] == "batch: wait less")
        #expect(found["uncommitted"] == "yes")
    }

    @Test func `a token in a job's address is no label`() {
        let found = labels([
            "GITLAB_CI": "true", "CI_JOB_URL": "https://gitlab-ci-token:SECRET@host/x",
        ])
        #expect(found["url"] == "https://host/x")
    }

    @Test func `nothing at all, and hostile text`() {
        #expect(labels([:]) == RunLabels())
        let found = labels([
            "GITLAB_CI": "true", "CI_COMMIT_SHA": "a\u{1B}[31m\nb",
            "CI_COMMIT_REF_NAME": String(repeating: "x", count: 9_999),
        ])
        #expect(found.commit == "a[31mb")
        #expect(found.branch?.count == RunLabels.mostCharacters)
    }
}
