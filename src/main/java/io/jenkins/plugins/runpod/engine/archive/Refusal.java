package io.jenkins.plugins.runpod.engine.archive;

/** Why files are refused, as far as that decides what helps. Some problems have none of these reasons: their sentence says it all. */
public enum Refusal {
    /** More files, folders and links than the limit lets pass. */
    TOO_MANY_FILES,
    /** More bytes than the limit lets pass. */
    TOO_LARGE,
    /** Beyond a limit that cannot be changed: the depth of folders, the length of all links. */
    FIXED_LIMIT,
    /** A name or the target of a link that could mean another file somewhere. */
    NAME,
    /** The archive is not what tar should make of files. */
    FORMAT
}
