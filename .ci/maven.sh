# Sourced by test.sh and demo.sh: which Maven to use, and whether Jenkins is available.
# shellcheck shell=bash

MODERN_MAVEN=3.9.11

need_java_and_maven() {
    local version
    command -v java >/dev/null || fail "there is no java; on Debian: apt-get install openjdk-17-jdk-headless maven"
    command -v mvn >/dev/null || fail "there is no mvn; on Debian: apt-get install maven"
    version=$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p')
    if ! [[ $version =~ ^[0-9]+$ ]] || ((version < 17)); then
        fail "Java 17 or newer is needed, this is Java $version"
    fi
}

# Prints the path of a Maven that the Jenkins parent POM accepts (3.9.6 or newer). Central has one, if the installed is older.
modern_maven() {
    local installed home=${XDG_CACHE_HOME:-$HOME/.cache}/run-pod
    installed=$(mvn -version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p')
    if [[ $(printf '%s\n' 3.9.6 "$installed" | sort -V | head -1) == 3.9.6 ]]; then
        command -v mvn
        return
    fi
    if [[ ! -x $home/apache-maven-$MODERN_MAVEN/bin/mvn ]]; then
        say "Maven $installed is too old for the Jenkins build; fetching Maven $MODERN_MAVEN into $home (9 MB, once)" >&2
        mkdir -p "$home"
        local coordinates="-Dartifact=org.apache.maven:apache-maven:$MODERN_MAVEN:zip:bin"
        local unpack=(org.apache.maven.plugins:maven-dependency-plugin:3.9.0:unpack "$coordinates" "-DoutputDirectory=$home")
        (cd "$home" && { mvn -B -q -o "${unpack[@]}" || mvn -B -q "${unpack[@]}"; }) >"$home/fetch.log" 2>&1 || return 1
        chmod +x "$home/apache-maven-$MODERN_MAVEN/bin/mvn"
    fi
    echo "$home/apache-maven-$MODERN_MAVEN/bin/mvn"
}

# Whether the Jenkins parent POM and all dependencies can be resolved: in the local repository, or else from a repository
# that answers. Sets MAVEN to the Maven to build with, or NO_JENKINS to the reason why not.
jenkins_available() {
    MAVEN=$(modern_maven) || {
        NO_JENKINS="Maven $MODERN_MAVEN, which its build needs, cannot be fetched"
        return 1
    }
    local log resolve
    log=$(mktemp)
    resolve=("$MAVEN" -B -q -f pom.xml -Daether.connector.connectTimeout=5000 -Daether.connector.http.retryHandler.count=0
        org.apache.maven.plugins:maven-dependency-plugin:3.9.0:resolve)
    say "looking for Jenkins in the local Maven repository"
    if "${resolve[@]}" -o >"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    say "it is not there (or not all of it); asking the Jenkins repository, which takes minutes the first time if it answers"
    # Forced: that it was not found an hour ago says nothing about now.
    if "${resolve[@]}" -U >"$log" 2>&1; then
        rm -f "$log"
        return 0
    fi
    # shellcheck disable=SC2034 # for whoever sourced this
    NO_JENKINS=$(sed -n "s/.*\(Could not [tf][^']*[^' ]\) *\('parent.*\|->.*\|and 'parent.*\)*$/\1/p" "$log" | sed -n '1s/ and$//;1p' | cut -c1-250)
    rm -f "$log"
    return 1
}
