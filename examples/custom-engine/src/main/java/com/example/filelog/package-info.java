/** An engine over a replicated file. Read {@code FileEngine} first, then {@code Cluster}, then {@code LogFile}. */
package com.example.filelog;
