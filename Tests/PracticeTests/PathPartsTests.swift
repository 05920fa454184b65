import Testing

@testable import Practice

/// Paths as people type them, of one character too.
struct PathPartsTests {
    @Test(
        "a path is cut into the folder it lies in and its last name",
        arguments: [
            ("", "", ""), ("x", "", "x"), ("-", "", "-"), ("好", "", "好"), ("ab", "", "ab"), ("/", "/", "/"),
            ("//", "/", "/"), ("/x", "/", "x"), ("a/b", "a", "b"), ("a/b/", "a", "b"), ("a//b", "a", "b"),
            ("/a/b//", "/a", "b"), ("./x", ".", "x"),
        ])
    func cut(path: String, folder: String, name: String) {
        #expect(PathParts.folder(of: path) == folder)
        #expect(PathParts.name(in: path) == name)
    }
}
