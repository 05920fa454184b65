import CPlatform
import Foundation
import Glibc
import Practice

/// A person's editor, by what is known of its habits: where it would keep a second copy of a text, and how it is told not to.
///
/// Those that are known start without the person's own configuration: a plugin may keep copies elsewhere or send a text away,
/// and no option forbids that.
struct KnownEditor {
    enum Kind: Equatable {
        case vim, nano, emacs
        /// Nothing is known of it; it runs with its folders in memory.
        case other
        /// It hands the text to a program that runs already, or keeps unsaved texts on a disk by design.
        case keepsCopies
    }

    let kind: Kind
    /// The program and the arguments that the person gave it.
    private let words: [String]
    /// The program's name, for messages.
    let name: String

    /// - Parameter command: as in EDITOR: a program and perhaps arguments, or a line for the shell
    /// - Returns: nil where it is empty
    init?(_ command: String, environment: [String: String]) {
        let words = command.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let program = words.first else { return nil }
        let plain = command.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9" ~= $0) || " ./_+-=:,@%".unicodeScalars.contains($0)
        }
        // What only the shell understands, the shell gets: quotes, variables, pipes.
        self.words = plain ? words : ["/bin/sh", "-c", "exec \(command) \"$@\"", program]
        name = PathParts.name(in: program)
        kind = Self.kind(named: name, real: plain ? Self.real(program, environment) : name)
    }

    private static func kind(named name: String, real: String) -> Kind {
        let copying: Set = [
            "code", "code-insiders", "codium", "vscodium", "cursor", "windsurf", "subl", "atom", "zed", "zeditor",
            "emacsclient", "gnuclient", "nvr", "gvim", "neovide", "kate", "gedit", "gnome-text-editor", "notepadqq",
        ]
        for name in [name, real] {
            if copying.contains(name) || name.hasPrefix("emacsclient") { return .keepsCopies }
        }
        // Debian's vi and editor are links; what they lead to is what runs.
        if real == "nvim" || real == "vim" || real.hasPrefix("vim.") { return .vim }
        if real == "nano" || real == "rnano" || real == "nano-tiny" { return .nano }
        if real == "emacs" || real.hasPrefix("emacs-") { return .emacs }
        return .other
    }

    /// The name of the file that runs in the end.
    private static func real(_ program: String, _ environment: [String: String]) -> String {
        let folders = program.contains("/") ? [""] : (environment["PATH"] ?? "").split(separator: ":").map { $0 + "/" }
        for folder in folders where access(folder + program, X_OK) == 0 {
            guard let found = realpath(folder + program, nil) else { continue }
            defer { free(found) }
            return PathParts.name(in: String(cString: found))
        }
        return PathParts.name(in: program)
    }

    // MARK: starting

    /// What the text is called in its folder.
    static let text = "note.txt"
    /// Where vim keeps what has not been saved yet.
    static let kept = "kept.txt"
    /// Where emacs and nano do, the latter when it is ended.
    static let keptPrefixes = ["#note.txt", "note.txt.save"]

    /// - Parameters:
    ///   - file: the text
    ///   - line: where writing begins, from 1
    func arguments(_ file: String, line: Int) -> [String] {
        switch kind {
        case .vim:
            words + [
                // No vimrc, no plugins, no viminfo or shada, no swap file. What is typed and not yet saved goes every two
                // seconds into a file beside the text.
                "--clean", "-n", "-i", "NONE", "--cmd",
                "set encoding=utf-8 fileencodings=utf-8 nomodeline noundofile nobackup nowritebackup noswapfile",
                "-c", "silent! set noundofile nobackup nowritebackup noswapfile viminfo= textwidth=0 nofixendofline",
                "-c",
                "silent! call timer_start(2000, {-> writefile(getbufline(1, 1, '$'), $TACET_KEPT . '~') == 0 && rename($TACET_KEPT . '~', $TACET_KEPT)}, {'repeat': -1})",
                "+\(line)", file,
            ]
        case .nano:
            // No nanorc: with it no backups, no history of searches and positions, no lock files.
            words + ["--ignorercfiles", "+\(line)", file]
        case .emacs:
            // No init file, no site file. It saves by itself beside the text, where the folder is wiped afterwards.
            words + [
                "-nw", "-Q", "--eval",
                "(progn (prefer-coding-system 'utf-8) (setq make-backup-files nil backup-inhibited t create-lockfiles nil auto-save-list-file-prefix nil auto-save-file-name-transforms nil auto-save-default t auto-save-timeout 2 auto-save-interval 20 auto-save-visited-file-name nil select-enable-clipboard nil require-final-newline nil))",
                "+\(line)", file,
            ]
        case .other, .keepsCopies: words + [file]
        }
    }

    /// The environment in which an editor takes folders in memory for the person's own.
    static func environment(_ environment: [String: String], in folder: String, temporary: String, home: String)
        -> [String: String]
    {
        var made = environment
        // What these name or hold is run by vim before any option is looked at.
        for name in ["VIMINIT", "EXINIT", "GVIMINIT", "MYVIMRC", "NVIM_APPNAME", "NVIM", "EMACSLOADPATH"] {
            made[name] = nil
        }
        // A window system's key lies in the real home.
        if made["DISPLAY"] != nil, made["XAUTHORITY"] == nil, let real = environment["HOME"] {
            made["XAUTHORITY"] = real + "/.Xauthority"
        }
        for name in ["TMPDIR", "TMP", "TEMP"] { made[name] = temporary }
        made["HOME"] = home
        made["XDG_CONFIG_HOME"] = home + "/.config"
        made["XDG_STATE_HOME"] = home + "/.local/state"
        made["XDG_DATA_HOME"] = home + "/.local/share"
        made["XDG_CACHE_HOME"] = home + "/.cache"
        // Texts are UTF-8. A locale that is named and was never made on this computer, or is another, shows them as noise.
        if platform_locale_is_utf8() == 0 { made["LC_ALL"] = "C.UTF-8" }
        made["LESSHISTFILE"] = "-"
        made["HISTFILE"] = ""
        made["TACET_KEPT"] = folder + "/" + kept
        return made
    }
}
