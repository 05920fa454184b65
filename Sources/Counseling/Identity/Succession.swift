/// What the identifier of a hand-over without the leaver names.
public enum Succession {}
